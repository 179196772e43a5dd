package io.plumbline.sinks.alert;

import io.plumbline.schemas.record.Alert;
import io.plumbline.schemas.record.AlertState;
import io.plumbline.schemas.record.DivergentItem;
import io.plumbline.schemas.record.DriftReport;
import io.plumbline.schemas.record.Measure;
import io.plumbline.schemas.record.Score;
import io.plumbline.schemas.record.Severity;
import io.plumbline.sinks.drift.Estimates;
import io.plumbline.sinks.drift.WordEvidence;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one checkpoint changes about a run's alerts.
 *
 * <p>An alert is written when its state changes, and while it fires when its evidence has doubled
 * since it was last written (once for each doubling of the figure over its threshold), so that the
 * list of words it names grows with what is known, and the topic stays short. Where the policy
 * cannot tell words apart, it names none and says why.
 *
 * @param changed alerts to be written, in the order of {@link Rule}
 * @param severity the worst of the rules that fire after this checkpoint
 */
public record Evaluation(List<Alert> changed, Severity severity) {
  /** Name of the evidence that is the deciding figure over its threshold. */
  public static final String STRENGTH = "strength";

  /**
   * Applies all rules to a checkpoint.
   *
   * @param thresholds the run's
   * @param before the last alert of each rule in this run
   * @param previous measures of the last checkpoint before this one that had figures; empty at the
   *     first
   * @param report the checkpoint's report, whose severity is not yet known
   * @param words the checkpoint's items
   */
  public static Evaluation of(
      Thresholds thresholds,
      Map<Rule, Alert> before,
      List<Score> previous,
      DriftReport report,
      WordEvidence words) {
    List<Alert> changed = new ArrayList<>();
    Severity worst = Severity.NONE;
    for (Rule rule : Rule.values()) {
      Optional<Alert> last = Optional.ofNullable(before.get(rule));
      Verdict now = rule.judge(new Figures(report.getMeasures()), thresholds);
      Verdict then = rule.judge(new Figures(previous), thresholds);
      Optional<AlertState> state = Episode.next(rule, last, then, now);
      if (state.isPresent() && news(last, state.get(), now)) {
        changed.add(alert(rule, last, state.get(), now, report, words));
      }
      if (state.filter(s -> s == AlertState.FIRING).isPresent()
          && rule.severity().compareTo(worst) > 0) {
        worst = rule.severity();
      }
    }
    return new Evaluation(List.copyOf(changed), worst);
  }

  private static boolean news(Optional<Alert> last, AlertState state, Verdict now) {
    if (last.isEmpty() || last.get().getState() != state) {
      return true;
    }
    return state == AlertState.FIRING
        && now.met()
        && doublings(now.strength()) > doublings(strength(last.get()));
  }

  private static double strength(Alert alert) {
    return alert.getEvidence().stream()
        .filter(measure -> measure.getName().equals(STRENGTH))
        .mapToDouble(Measure::getValue)
        .findFirst()
        .orElse(0);
  }

  private static int doublings(double strength) {
    return strength < 1 ? 0 : Math.getExponent(strength);
  }

  private static Alert alert(
      Rule rule,
      Optional<Alert> last,
      AlertState state,
      Verdict now,
      DriftReport report,
      WordEvidence words) {
    boolean open = last.isPresent() && last.get().getState() != AlertState.RESOLVED;
    boolean resolved = state == AlertState.RESOLVED;
    List<Measure> evidence = new ArrayList<>(now.evidence());
    evidence.add(new Measure(STRENGTH, now.strength()));
    List<DivergentItem> named = resolved ? List.of() : rule.named(words);
    Optional<String> nameless = Estimates.namelessness(report.getEstimates());
    String unnamed =
        nameless.isPresent() && !named.isEmpty() ? "; no words are named: " + nameless.get() : "";
    return Alert.newBuilder()
        .setRun(report.getRun())
        .setRule(rule.id())
        .setState(state)
        .setSeverity(rule.severity())
        .setStep(report.getStep())
        .setOrdinal(report.getOrdinal())
        .setSince(open ? last.get().getSince() : report.getStep())
        .setTime(report.getTime())
        .setReason((resolved ? "no longer met: " : "") + now.reason() + unnamed)
        .setEvidence(evidence)
        .setItems(nameless.isPresent() ? List.of() : named)
        .build();
  }
}
