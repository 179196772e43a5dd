package io.plumbline.sinks.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.schemas.record.Measure;
import io.plumbline.schemas.record.Score;
import io.plumbline.schemas.settings.RunSettings;
import io.plumbline.sinks.alert.Verdict.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleTest {
  private static final Thresholds DEFAULTS = Thresholds.of(RunSettings.defaults());

  @ParameterizedTest
  @CsvSource({
    "0.2, 4, MET",
    "0.2, 3.999999, CLEAR",
    "0.1999, 100, UNKNOWN",
    "0.9, 4.000001, MET",
    "0.9, 0, CLEAR",
    "-0.5, 100, UNKNOWN"
  })
  void wrongSign(double b, double excess, Outcome expected) {
    assertThat(judge(Rule.WRONG_SIGN, "b", b, "wrong_sign", excess)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "0.2, 0.15, 2, MET, CLEAR",
    "0.2, 0.1499, 2, CLEAR, CLEAR",
    "0.2, 0.15, 1.999, CLEAR, MET",
    "0.2, 0.1499, 1.999, CLEAR, CLEAR",
    "0.2, 0.15, -9, CLEAR, MET",
    "0.2, -0.3, 9, CLEAR, CLEAR",
    "0.1999, 0.9, 9, UNKNOWN, UNKNOWN"
  })
  void turnAndWeakenedShareTheFall(
      double b, double drop, double asymmetry, Outcome turn, Outcome weakened) {
    Object[] figures = {"b", b, "drop", drop, "asymmetry", asymmetry};
    assertThat(judge(Rule.TURN, figures)).isEqualTo(turn);
    assertThat(judge(Rule.WEAKENED, figures)).isEqualTo(weakened);
  }

  @ParameterizedTest
  @CsvSource({"0.2, 2, MET", "0.2, 1, CLEAR", "0.19, 8, UNKNOWN"})
  void boost(double b, double boosted, Outcome expected) {
    assertThat(judge(Rule.BOOST, "b", b, "boost", boosted)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "0.1999, 0.5, MET",
    "0.2, 0.5, CLEAR",
    "0.1999, 0.4999, CLEAR",
    "-1, 3, MET",
    "0, 0, CLEAR"
  })
  void anti(double b, double spread, Outcome expected) {
    assertThat(judge(Rule.ANTI, "b", b, "spread", spread)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"0.1, 0.1999, MET", "0.1, 0.2, CLEAR", "-1, 0.7, CLEAR", "0.2, -1, CLEAR"})
  void antiWantsEitherSlopeToShowTheStatedFeedback(double b, double slope, Outcome expected) {
    assertThat(judge(Rule.ANTI, "b", b, "slope", slope, "spread", 0.9)).isEqualTo(expected);
  }

  /** Of all contexts the slope is 1; topic=food differs from the rest by p. */
  @ParameterizedTest
  @CsvSource({
    "1, 0.5, 0.01, MET",
    "1, 0.5001, 0.01, CLEAR",
    "1, -2, 0.01001, CLEAR",
    "1, -2, 0.001, MET",
    "0.2, 0.09, 0.001, MET",
    "0.1999, -2, 0.001, UNKNOWN"
  })
  void slice(double overall, double high, double p, Outcome expected) {
    assertThat(Rule.SLICE.judge(new Figures(slices(overall, high, p)), DEFAULTS).outcome())
        .isEqualTo(expected);
  }

  @Test
  void sliceNamesTheWorstFirstAndIsStrongFromALackOfThreeQuartersOn() {
    List<Score> figures = new ArrayList<>(slices(1, 0.25, 0.002));
    figures.add(new Score("policy:slope.tag.topic=hotel", 0.1, 0.0, 0.2, null, 9, null));
    figures.add(new Score("policy:p.tag.topic=hotel", 0.001, null, null, null, 9, null));
    Verdict verdict = Rule.SLICE.judge(new Figures(figures), DEFAULTS);
    assertThat(verdict.strength()).isEqualTo(1.6, within(1e-12));
    assertThat(verdict.reason())
        .isEqualTo(
            "topic=hotel with slope 0.10 (at most 0.20), p 0.001; topic=food with slope 0.15 (at"
                + " most 0.25), p 0.002, of 3 slices; all contexts have slope 1.00 (red below"
                + " 0.50)");
  }

  @Test
  void sliceIsUnknownWhereNoneHasAnInterval() {
    List<Score> figures = new ArrayList<>(figures("b", 0.9, "slope", 0.9));
    figures.add(new Score("policy:slope.tag.topic=food", -1.0, null, null, null, 3, null));
    figures.addAll(figures("p.tag.topic=food", 0.001));
    assertThat(Rule.SLICE.judge(new Figures(figures), DEFAULTS).outcome())
        .isEqualTo(Outcome.UNKNOWN);
  }

  private static List<Score> slices(double overall, double high, double p) {
    List<Score> figures =
        new ArrayList<>(figures("b", 0.9, "slope", overall, "p.tag.topic=food", p));
    figures.add(
        new Score("policy:slope.tag.topic=food", high - 0.1, high - 0.2, high, null, 9, null));
    figures.add(new Score("policy:slope.tag.topic=film", 1.2, 1.1, 1.3, null, 9, null));
    figures.add(new Score("policy:p.tag.topic=film", 0.001, null, null, null, 9, null));
    return figures;
  }

  @Test
  void saysNothingWhereAFigureIsMissing() {
    for (Rule rule : Rule.values()) {
      assertThat(judge(rule, "b", 0.9)).isEqualTo(Outcome.UNKNOWN);
      assertThat(judge(rule)).isEqualTo(Outcome.UNKNOWN);
    }
  }

  @Test
  void saysNothingWhereAFigureHasNoValue() {
    Score missing = new Score("policy:drop", null, null, null, null, 0, "no checkpoint before");
    List<Score> figures = new ArrayList<>(figures("b", 0.9, "asymmetry", 3.0));
    figures.add(missing);
    assertThat(Rule.TURN.judge(new Figures(figures), DEFAULTS).outcome())
        .isEqualTo(Outcome.UNKNOWN);
  }

  @Test
  void isAlwaysMetAtAThresholdOfZero() {
    Thresholds zero = Thresholds.of(RunSettings.defaults().with("alert.wrong-sign", "0"));
    Figures figures = new Figures(figures("b", 0.9, "wrong_sign", 0.0));
    assertThat(Rule.WRONG_SIGN.judge(figures, zero).outcome()).isEqualTo(Outcome.MET);
  }

  @Test
  void givesItsFiguresAsEvidenceAndReason() {
    Verdict verdict =
        Rule.TURN.judge(
            new Figures(figures("b", 0.5, "drop", 0.31, "asymmetry", 4.0, "z", 1.0)), DEFAULTS);

    assertThat(verdict.strength()).isEqualTo(2);
    assertThat(verdict.evidence())
        .containsExactly(
            new Measure("policy:asymmetry", 4.0),
            new Measure("policy:b", 0.5),
            new Measure("policy:drop", 0.31));
    assertThat(verdict.reason())
        .isEqualTo(
            "agreement with the stated feedback (z) is 0.31 below its best (red from 0.15), and"
                + " words have turned against their stated sign since: asymmetry 4.00 (red from"
                + " 2.00)");
  }

  private static Outcome judge(Rule rule, Object... figures) {
    return rule.judge(new Figures(figures(figures)), DEFAULTS).outcome();
  }

  static List<Score> figures(Object... namesAndValues) {
    List<Score> scores = new ArrayList<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      double value = (Double) namesAndValues[i + 1];
      scores.add(new Score("policy:" + namesAndValues[i], value, null, null, null, 10, null));
    }
    return scores;
  }
}
