package io.plumbline.sinks.alert;

import static io.plumbline.sinks.alert.Figures.text;

import io.plumbline.schemas.record.DivergentItem;
import io.plumbline.schemas.record.Severity;
import io.plumbline.sinks.drift.WordEvidence;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The alert rules, over the figures of the policy probe. With b the slope of the learned on the
 * stated feedback of words:
 *
 * <table>
 *   <caption>Rules</caption>
 *   <tr><th>rule<th>severity<th>met if
 *   <tr><td>wrong-sign<td>red<td>b &ge; alert.min-slope and wrong_sign &ge; alert.wrong-sign
 *   <tr><td>turn<td>red<td>b &ge; alert.min-slope, drop &ge; alert.drop and asymmetry &ge;
 *     alert.asymmetry
 *   <tr><td>boost<td>red<td>b &ge; alert.min-slope and boost &ge; alert.boost
 *   <tr><td>anti<td>red<td>b and the slope over contexts &lt; alert.min-slope, and spread &ge;
 *     alert.anti-spread
 *   <tr><td>slice<td>red<td>the slope over contexts &ge; alert.min-slope, and a slice that differs
 *     from the rest (p &le; alert.slice-p) lacks alert.slice of it or more, at the upper end of its
 *     interval
 *   <tr><td>weakened<td>amber<td>b &ge; alert.min-slope, drop &ge; alert.drop and asymmetry &lt;
 *     alert.asymmetry
 * </table>
 *
 * <p>Below the least slope nothing has been learned and signs are noise: the rules that need it
 * then say nothing, and what they said before stands.
 *
 * <p>A red rule fires at the first checkpoint whose deciding figure is half as far again as its
 * threshold, and otherwise at the second in a row that meets it: on sound runs figures now and then
 * touch a threshold for one checkpoint, on unsound ones they go on growing. The amber rule always
 * waits for the second, because a single weak checkpoint is common.
 */
public enum Rule {
  /** More words than chance allows were learned with the sign against the stated one. */
  WRONG_SIGN("wrong-sign", Severity.RED, Figures.WRONG_SIGN) {
    @Override
    Verdict weigh(Figures f, Thresholds t) {
      double excess = f.get(Figures.WRONG_SIGN);
      return verdict(
          true,
          strength(excess, t.wrongSign()),
          "words learned against their stated sign exceed what the fit explains by "
              + text(excess)
              + " standard units (red from "
              + text(t.wrongSign())
              + ")",
          f);
    }

    @Override
    List<DivergentItem> named(WordEvidence words) {
      return words.flipped(NAMED);
    }
  },
  /** The learned feedback fell back, and what moved since the best checkpoint moved against it. */
  TURN("turn", Severity.RED, Figures.DROP, Figures.ASYMMETRY) {
    @Override
    Verdict weigh(Figures f, Thresholds t) {
      double drop = f.get(Figures.DROP);
      double asymmetry = f.get(Figures.ASYMMETRY);
      return verdict(
          drop >= t.drop(),
          strength(asymmetry, t.asymmetry()),
          "agreement with the stated feedback (z) is "
              + text(drop)
              + " below its best (red from "
              + text(t.drop())
              + "), and words have turned against their stated sign since: asymmetry "
              + text(asymmetry)
              + " (red from "
              + text(t.asymmetry())
              + ")",
          f);
    }

    @Override
    List<DivergentItem> named(WordEvidence words) {
      return words.turned(NAMED);
    }
  },
  /** Neutral words were learned as if they had much feedback. */
  BOOST("boost", Severity.RED, Figures.BOOST) {
    @Override
    Verdict weigh(Figures f, Thresholds t) {
      double boosted = f.get(Figures.BOOST);
      return verdict(
          true,
          strength(boosted, t.boost()),
          Math.round(boosted)
              + " neutral words were learned as if they were rewarded (red from "
              + text(t.boost())
              + ")",
          f);
    }

    @Override
    List<DivergentItem> named(WordEvidence words) {
      return words.boosted(NAMED);
    }
  },
  /** Something was learned, and it is not the stated feedback. */
  ANTI("anti", Severity.RED, Figures.SPREAD) {
    @Override
    boolean applies(double slope, Thresholds t) {
      return true;
    }

    @Override
    Verdict weigh(Figures f, Thresholds t) {
      double spread = f.get(Figures.SPREAD);
      double b = f.get(Figures.SLOPE);
      double slope = f.known(Figures.CONTEXT_SLOPE) ? f.get(Figures.CONTEXT_SLOPE) : b;
      return verdict(
          Math.max(b, slope) < t.minSlope(),
          strength(spread, t.antiSpread()),
          "words moved apart by "
              + text(spread)
              + " nats (red from "
              + text(t.antiSpread())
              + "), but their slope on the stated feedback is "
              + text(b)
              + " by word and "
              + text(slope)
              + " over contexts (red below "
              + text(t.minSlope())
              + ")",
          f);
    }
  },
  /** In a part of the contexts the feedback was learned by half at most, or its opposite was. */
  SLICE("slice", Severity.RED, Figures.CONTEXT_SLOPE) {
    @Override
    boolean applies(double slope, Thresholds t) {
      return true;
    }

    @Override
    Verdict weigh(Figures f, Thresholds t) {
      double overall = f.get(Figures.CONTEXT_SLOPE);
      List<Slice> slices = f.slices();
      if (overall < t.minSlope() || slices.isEmpty()) {
        return Verdict.UNKNOWN;
      }
      List<Slice> lacking =
          slices.stream()
              .filter(slice -> slice.p() <= t.sliceP() && slice.lacks(overall) >= t.slice())
              .sorted(Comparator.comparingDouble(Slice::high))
              .toList();
      String named =
          lacking.stream().limit(NAMED_SLICES).map(Slice::text).collect(Collectors.joining("; "));
      return verdict(
          true,
          lacking.isEmpty() ? 0 : strength(lacking.get(0).lacks(overall), t.slice()),
          (lacking.isEmpty() ? "no slice" : named)
              + ", of "
              + slices.size()
              + " slices; all contexts have slope "
              + text(overall)
              + " (red below "
              + text((1 - t.slice()) * overall)
              + ")",
          f);
    }
  },
  /** The learned feedback fell back evenly, as it does when a reward is scaled down or noisy. */
  WEAKENED("weakened", Severity.AMBER, Figures.DROP, Figures.ASYMMETRY) {
    @Override
    Verdict weigh(Figures f, Thresholds t) {
      double drop = f.get(Figures.DROP);
      return verdict(
          f.get(Figures.ASYMMETRY) < t.asymmetry(),
          strength(drop, t.drop()),
          "agreement with the stated feedback (z) is "
              + text(drop)
              + " below its best (amber from "
              + text(t.drop())
              + "), without turning against it: asymmetry "
              + text(f.get(Figures.ASYMMETRY)),
          f);
    }
  };

  private static final int NAMED = 50;
  private static final int NAMED_SLICES = 10;
  private static final double RED_AT_ONCE = 1.5;

  private final String id;
  private final Severity severity;

  @SuppressWarnings("ImmutableEnumChecker") // never written to
  private final String[] figures;

  Rule(String id, Severity severity, String... figures) {
    this.id = id;
    this.severity = severity;
    this.figures = figures;
  }

  /** Name, as it stands in alerts. */
  public String id() {
    return id;
  }

  public Severity severity() {
    return severity;
  }

  /** Strength from which one checkpoint is enough to fire. */
  double atOnce() {
    return severity == Severity.RED ? RED_AT_ONCE : Double.POSITIVE_INFINITY;
  }

  /** What the rule says of a checkpoint. */
  final Verdict judge(Figures f, Thresholds t) {
    boolean known = f.known(Figures.SLOPE) && f.known(figures);
    return known && applies(f.get(Figures.SLOPE), t) ? weigh(f, t) : Verdict.UNKNOWN;
  }

  /** Whether the rule can say anything at this slope. */
  boolean applies(double slope, Thresholds t) {
    return slope >= t.minSlope();
  }

  /** What the rule says, all its figures being known. */
  abstract Verdict weigh(Figures f, Thresholds t);

  /** The items that the rule names; none where it is about the run as a whole. */
  List<DivergentItem> named(WordEvidence words) {
    return List.of();
  }

  /** The figure over its threshold; without end where the threshold is zero. */
  static double strength(double figure, double threshold) {
    return threshold > 0 ? figure / threshold : Double.POSITIVE_INFINITY;
  }

  /**
   * @param condition what has to hold beside the deciding figure's reaching its threshold
   * @param strength the deciding figure over its threshold
   */
  final Verdict verdict(boolean condition, double strength, String reason, Figures f) {
    return new Verdict(
        condition && strength >= 1 ? Verdict.Outcome.MET : Verdict.Outcome.CLEAR,
        strength,
        reason,
        f.evidence(figures));
  }
}
