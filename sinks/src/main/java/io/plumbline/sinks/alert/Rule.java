package io.plumbline.sinks.alert;

import static io.plumbline.sinks.alert.Figures.text;

import io.plumbline.schemas.record.DivergentItem;
import io.plumbline.schemas.record.Severity;
import io.plumbline.sinks.alert.Verdict.Outcome;
import io.plumbline.sinks.drift.WordEvidence;
import java.util.List;

/**
 * The alert rules. All but {@link #ANTI} are gated by the slope b of the learned on the stated
 * feedback: below {@code alert.min-slope} nothing was learned yet, and signs are noise.
 *
 * <p>A red rule fires at the first checkpoint that meets it; the amber one at the second in a row,
 * because a single weak checkpoint is common on runs whose feedback is sound.
 */
public enum Rule {
  /** More words than chance allows were learned with the sign against the stated one. */
  WRONG_SIGN("wrong-sign", Severity.RED, 1) {
    @Override
    Verdict judge(Figures f, Thresholds t) {
      if (!f.known(SLOPE, WRONG_SIGNS)) {
        return Verdict.UNKNOWN;
      }
      double excess = f.get(WRONG_SIGNS);
      return verdict(
          f.get(SLOPE) >= t.minSlope(),
          excess,
          t.wrongSign(),
          "words learned against their stated sign exceed what the fit explains by "
              + text(excess)
              + " standard units (alert at "
              + text(t.wrongSign())
              + "), slope "
              + text(f.get(SLOPE)),
          f,
          SLOPE,
          WRONG_SIGNS);
    }

    @Override
    List<DivergentItem> named(WordEvidence words) {
      return words.flipped(NAMED);
    }
  },
  /** The learned feedback fell back, and what moved since the best checkpoint moved one way. */
  TURN("turn", Severity.RED, 1) {
    @Override
    Verdict judge(Figures f, Thresholds t) {
      if (!f.known(SLOPE, DROP, ASYMMETRY)) {
        return Verdict.UNKNOWN;
      }
      double asymmetry = f.get(ASYMMETRY);
      return verdict(
          f.get(SLOPE) >= t.minSlope() && f.get(DROP) >= t.drop(),
          asymmetry,
          t.asymmetry(),
          "agreement with the stated feedback (z) fell by "
              + text(f.get(DROP))
              + " below its best, and words turn against their stated sign: asymmetry "
              + text(asymmetry)
              + " (alert at a fall of "
              + text(t.drop())
              + " with asymmetry "
              + text(t.asymmetry())
              + ")",
          f,
          SLOPE,
          DROP,
          ASYMMETRY);
    }

    @Override
    List<DivergentItem> named(WordEvidence words) {
      return words.flipped(NAMED);
    }
  },
  /** Words without stated feedback were learned as if they had much of it. */
  BOOST("boost", Severity.RED, 1) {
    @Override
    Verdict judge(Figures f, Thresholds t) {
      if (!f.known(SLOPE, BOOSTED)) {
        return Verdict.UNKNOWN;
      }
      double boosted = f.get(BOOSTED);
      return verdict(
          f.get(SLOPE) >= t.minSlope(),
          boosted,
          t.boost(),
          text(boosted)
              + " words without stated feedback were learned as if they had it (alert at "
              + text(t.boost())
              + "), slope "
              + text(f.get(SLOPE)),
          f,
          SLOPE,
          BOOSTED);
    }

    @Override
    List<DivergentItem> named(WordEvidence words) {
      return words.boosted(NAMED);
    }
  },
  /** Something was learned, and it is not the stated feedback. */
  ANTI("anti", Severity.RED, 1) {
    @Override
    Verdict judge(Figures f, Thresholds t) {
      if (!f.known(SLOPE, SPREAD)) {
        return Verdict.UNKNOWN;
      }
      double spread = f.get(SPREAD);
      return verdict(
          f.get(SLOPE) < t.minSlope(),
          spread,
          t.antiSpread(),
          "words moved apart by "
              + text(spread)
              + " nats (alert at "
              + text(t.antiSpread())
              + "), but not with the stated feedback: slope "
              + text(f.get(SLOPE))
              + " is below "
              + text(t.minSlope()),
          f,
          SLOPE,
          SPREAD);
    }
  },
  /** The learned feedback fell back, evenly: a change of the reward's scale or noise looks so. */
  WEAKENED("weakened", Severity.AMBER, 2) {
    @Override
    Verdict judge(Figures f, Thresholds t) {
      if (!f.known(SLOPE, DROP, ASYMMETRY)) {
        return Verdict.UNKNOWN;
      }
      double drop = f.get(DROP);
      return verdict(
          f.get(SLOPE) >= t.minSlope() && f.get(ASYMMETRY) < t.asymmetry(),
          drop,
          t.drop(),
          "agreement with the stated feedback (z) fell by "
              + text(drop)
              + " below its best (alert at "
              + text(t.drop())
              + "), without turning against it: asymmetry "
              + text(f.get(ASYMMETRY)),
          f,
          SLOPE,
          DROP,
          ASYMMETRY);
    }
  };

  private static final int NAMED = 50;
  private static final String SLOPE = "b";
  private static final String WRONG_SIGNS = "wrong_sign";
  private static final String DROP = "drop";
  private static final String ASYMMETRY = "asymmetry";
  private static final String BOOSTED = "boost";
  private static final String SPREAD = "spread";

  private final String id;
  private final Severity severity;
  private final int confirmations;

  Rule(String id, Severity severity, int confirmations) {
    this.id = id;
    this.severity = severity;
    this.confirmations = confirmations;
  }

  /** Name, as it stands in alerts. */
  public String id() {
    return id;
  }

  public Severity severity() {
    return severity;
  }

  /** Checkpoints in a row that must meet the rule before it fires: 1 or 2. */
  int confirmations() {
    return confirmations;
  }

  /** What the rule says of a checkpoint. */
  abstract Verdict judge(Figures figures, Thresholds thresholds);

  /** The items that the rule names; none where the rule is about the run as a whole. */
  List<DivergentItem> named(WordEvidence words) {
    return List.of();
  }

  private static Verdict verdict(
      boolean condition,
      double figure,
      double threshold,
      String reason,
      Figures figures,
      String... evidence) {
    boolean met = condition && figure >= threshold;
    return new Verdict(
        met ? Outcome.MET : Outcome.CLEAR,
        threshold > 0 ? figure / threshold : figure,
        reason,
        figures.evidence(evidence));
  }
}
