package io.plumbline.sinks.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.schemas.record.Alert;
import io.plumbline.schemas.record.DivergentItem;
import io.plumbline.schemas.record.DriftReport;
import io.plumbline.schemas.record.EstimateScope;
import io.plumbline.schemas.record.ImplicitItem;
import io.plumbline.schemas.record.ReportStatus;
import io.plumbline.schemas.record.Score;
import io.plumbline.schemas.record.Severity;
import io.plumbline.schemas.serde.TrustedRecords;
import io.plumbline.schemas.settings.RunSettings;
import io.plumbline.sinks.drift.WordEvidence;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How alerts go on from checkpoint to checkpoint. */
class EvaluationTest {
  static {
    TrustedRecords.trust();
  }

  private static final WordEvidence WORDS =
      new WordEvidence(
          List.of(
              item("happy", 2, -1.5, 9),
              item("kind", 2, 0.4, 5),
              item("table", 0, 4, 16),
              item("chair", 0, 0, 0),
              item("door", 0, 0, 0)));

  @Test
  void aRedRuleFiresAtOnceWhereItsFigureIsFarOut() {
    assertThat(states(Rule.WRONG_SIGN, wrongSign(0), wrongSign(6), wrongSign(1), wrongSign(2)))
        .containsExactly("1 FIRING since 1", "3 RESOLVED since 1");
  }

  @Test
  void aRedRuleWaitsForTheNextCheckpointWhereItsFigureOnlyTouchesTheThreshold() {
    assertThat(states(Rule.WRONG_SIGN, wrongSign(5.99), wrongSign(1), wrongSign(5)))
        .containsExactly("0 PENDING since 0", "1 RESOLVED since 0", "2 PENDING since 2");
    assertThat(states(Rule.WRONG_SIGN, wrongSign(4), wrongSign(4)))
        .containsExactly("0 PENDING since 0", "1 FIRING since 0");
    assertThat(states(Rule.WRONG_SIGN, wrongSign(4), List.of(), wrongSign(4)))
        .containsExactly("0 PENDING since 0", "2 FIRING since 0");
  }

  @Test
  void aFigureAboutItsThresholdDoesNotRingAgainAndAgain() {
    assertThat(
            states(
                Rule.WRONG_SIGN,
                wrongSign(6),
                wrongSign(3),
                wrongSign(5),
                wrongSign(3),
                wrongSign(5)))
        .containsExactly("0 FIRING since 0");
  }

  @Test
  void anAlertIsWrittenAgainWhenItsEvidenceHasDoubled() {
    assertThat(
            states(
                Rule.WRONG_SIGN,
                wrongSign(6),
                wrongSign(7.9),
                wrongSign(8),
                wrongSign(9),
                wrongSign(5),
                wrongSign(33)))
        .containsExactly("0 FIRING since 0", "2 FIRING since 0", "5 FIRING since 0");
  }

  @Test
  void anAmberRuleWaitsForConfirmation() {
    assertThat(states(Rule.WEAKENED, drop(0.1), drop(0.2), drop(0.2), drop(0), drop(0)))
        .containsExactly("1 PENDING since 1", "2 FIRING since 1", "4 RESOLVED since 1");
    assertThat(states(Rule.WEAKENED, drop(0.2), drop(0.1), drop(0.2), drop(0.1)))
        .containsExactly(
            "0 PENDING since 0", "1 RESOLVED since 0", "2 PENDING since 2", "3 RESOLVED since 2");
  }

  @Test
  void aCheckpointWithoutFiguresLeavesThingsAsTheyAre() {
    assertThat(states(Rule.WRONG_SIGN, wrongSign(6), List.of(), wrongSign(1), wrongSign(1)))
        .containsExactly("0 FIRING since 0", "3 RESOLVED since 0");
    assertThat(states(Rule.WRONG_SIGN, wrongSign(6), noSlope(), noSlope(), noSlope()))
        .containsExactly("0 FIRING since 0");
  }

  @Test
  void aRuleThatWasResolvedBeginsAnew() {
    assertThat(
            states(
                Rule.WRONG_SIGN,
                wrongSign(9),
                wrongSign(0),
                wrongSign(0),
                wrongSign(6),
                wrongSign(8)))
        .containsExactly(
            "0 FIRING since 0", "2 RESOLVED since 0", "3 FIRING since 3", "4 FIRING since 3");
  }

  @Test
  void theReportTakesTheWorstOfTheRulesThatFire() {
    List<Score> turned =
        RuleTest.figures("b", 0.9, "drop", 0.4, "asymmetry", 3.0, "wrong_sign", 1.0);
    List<Score> weak = RuleTest.figures("b", 0.9, "drop", 0.4, "asymmetry", 0.0, "wrong_sign", 1.0);
    assertThat(severities(weak, weak, turned, weak, weak))
        .containsExactly(Severity.NONE, Severity.AMBER, Severity.RED, Severity.RED, Severity.AMBER);
  }

  @Test
  void rulesNameTheWordsThatTheyAreAbout() {
    List<Score> all =
        RuleTest.figures(
            "b",
            0.9,
            "drop",
            0.4,
            "asymmetry",
            3.0,
            "wrong_sign",
            9.0,
            "boost",
            2.0,
            "spread",
            1.0);
    Evaluation evaluation = evaluate(Map.of(), List.of(), report(3, all));

    assertThat(evaluation.changed())
        .extracting(Alert::getRule)
        .containsExactly("wrong-sign", "turn", "boost");
    assertThat(evaluation.changed().stream().map(EvaluationTest::names))
        .containsExactly(List.of("happy"), List.of("happy", "kind"), List.of("table"));
  }

  @Test
  void anAlertThatIsResolvedNamesNoWordsAndSaysSo() {
    List<Alert> alerts = alerts(Rule.WRONG_SIGN, wrongSign(9), wrongSign(0), wrongSign(0));
    Alert resolved = alerts.get(alerts.size() - 1);

    assertThat(resolved.getItems()).isEmpty();
    assertThat(resolved.getReason()).startsWith("no longer met: ");
    assertThat(resolved.getSeverity()).isEqualTo(Severity.RED);
  }

  @Test
  void evidenceIsSortedAndHasTheStrength() {
    Alert alert = alerts(Rule.WRONG_SIGN, wrongSign(6)).get(0);

    assertThat(alert.getEvidence())
        .extracting(m -> m.getName() + "=" + m.getValue())
        .containsExactly("policy:b=0.9", "policy:wrong_sign=6.0", "strength=1.5");
  }

  private static List<Score> wrongSign(double excess) {
    return RuleTest.figures("b", 0.9, "wrong_sign", excess);
  }

  private static List<Score> drop(double drop) {
    return RuleTest.figures("b", 0.9, "drop", drop, "asymmetry", 0.0);
  }

  private static List<Score> noSlope() {
    return RuleTest.figures("b", 0.0, "wrong_sign", 0.0);
  }

  @SafeVarargs
  private static List<String> states(Rule rule, List<Score>... checkpoints) {
    return alerts(rule, checkpoints).stream()
        .map(a -> a.getOrdinal() + " " + a.getState() + " since " + a.getSince() / 10)
        .toList();
  }

  /** The rule's alerts over a sequence of checkpoints, one each 10 steps. */
  @SafeVarargs
  private static List<Alert> alerts(Rule rule, List<Score>... checkpoints) {
    List<Alert> all = new ArrayList<>();
    play(all, checkpoints);
    return all.stream().filter(alert -> alert.getRule().equals(rule.id())).toList();
  }

  @SafeVarargs
  private static List<Severity> severities(List<Score>... checkpoints) {
    return play(new ArrayList<>(), checkpoints);
  }

  @SafeVarargs
  private static List<Severity> play(List<Alert> all, List<Score>... checkpoints) {
    Map<Rule, Alert> last = new EnumMap<>(Rule.class);
    List<Score> previous = List.of();
    List<Severity> severities = new ArrayList<>();
    for (int ordinal = 0; ordinal < checkpoints.length; ordinal++) {
      Evaluation now = evaluate(last, previous, report(ordinal, checkpoints[ordinal]));
      for (Alert alert : now.changed()) {
        all.add(alert);
        for (Rule rule : Rule.values()) {
          if (rule.id().equals(alert.getRule())) {
            last.put(rule, alert);
          }
        }
      }
      severities.add(now.severity());
      previous = checkpoints[ordinal].isEmpty() ? previous : checkpoints[ordinal];
    }
    return severities;
  }

  @Test
  void namesNoWordsWhereThePolicyCannotTellThemApart() {
    DriftReport report = report(0, wrongSign(6));
    Alert named = evaluate(Map.of(), List.of(), report).changed().get(0);
    assertThat(names(named)).containsExactly("happy");

    DriftReport blind =
        DriftReport.newBuilder(report)
            .setEstimates(List.of(new EstimateScope("policy", true, "the head is frozen", false)))
            .build();
    Alert alert = evaluate(Map.of(), List.of(), blind).changed().get(0);
    assertThat(alert.getItems()).isEmpty();
    assertThat(alert.getReason())
        .isEqualTo(named.getReason() + "; no words are named: the head is frozen");
  }

  private static Evaluation evaluate(
      Map<Rule, Alert> last, List<Score> previous, DriftReport report) {
    return Evaluation.of(Thresholds.of(RunSettings.defaults()), last, previous, report, WORDS);
  }

  private static DriftReport report(int ordinal, List<Score> measures) {
    return DriftReport.newBuilder()
        .setRun("r")
        .setStep(ordinal * 10)
        .setOrdinal(ordinal)
        .setCheckpoint("c")
        .setTime(1_000 + ordinal)
        .setStatus(ReportStatus.COMPLETE)
        .setMeasures(measures)
        .setSeverity(Severity.NONE)
        .setDivergent(List.of())
        .build();
  }

  private static List<String> names(Alert alert) {
    return alert.getItems().stream().map(DivergentItem::getItem).toList();
  }

  private static ImplicitItem item(String word, double stated, double implied, double divergence) {
    return new ImplicitItem(word, null, stated, implied, 0.0, divergence, implied, 4);
  }
}
