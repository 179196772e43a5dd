package io.plumbline.streamjobs.operator.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.streamjobs.probe.ProbeResult;
import io.plumbline.streamjobs.stats.Estimate;
import io.plumbline.streamjobs.stats.Statistic;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProbeTest {
  private static final List<String> CONTROLS =
      List.of("bag_of_words", "length", "raw", "shuffled", "sign_within");

  @ParameterizedTest
  @EnumSource(names = {"FROZEN", "INCREMENTAL", "REFIT", "DIRECT"})
  void scoresOfTriplesAreNotPublishedWithoutAnyOfTheirControls(Probe probe) {
    assertWithheldWithout(probe, CONTROLS);
  }

  @ParameterizedTest
  @EnumSource(names = {"PAIR_FROZEN", "PAIR_INCREMENTAL", "PAIR_REFIT"})
  void scoresOfPairsAreNotPublishedWithoutAnyOfTheirControls(Probe probe) {
    assertWithheldWithout(probe, List.of("bag_of_words", "length", "raw", "shuffled"));
  }

  @ParameterizedTest
  @EnumSource(names = {"POLICY", "POLICY_GROUPS", "POLICY_PAIRS", "POLICY_TEXTS"})
  void scoresOfThePolicyAreNotPublishedWithoutAnyOfTheirControls(Probe probe) {
    assertWithheldWithout(probe, List.of("bag_of_words", "length", "shuffled"));
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "FROZEN_REFRESHED",
        "INCREMENTAL_REFRESHED",
        "REFIT_REFRESHED",
        "PAIR_FROZEN_REFRESHED",
        "PAIR_INCREMENTAL_REFRESHED",
        "PAIR_REFIT_REFRESHED"
      })
  void scoresOfRefreshedDictionariesAreNotPublishedWithoutTheirNullStep(Probe probe) {
    SortedMap<String, Estimate> controls = controls();
    assertThat(probe.published(result(controls)).reason())
        .contains("its scores lack their controls null_step");
    controls.put("null_step", Estimate.of(Statistic.of(0), 3));
    assertThat(probe.published(result(controls)).scores()).isNotEmpty();
  }

  private static void assertWithheldWithout(Probe probe, List<String> needed) {
    ProbeResult whole = result(controls());
    assertThat(probe.published(whole)).isSameAs(whole);
    for (String control : needed) {
      SortedMap<String, Estimate> others = controls();
      others.remove(control);
      ProbeResult published = probe.published(result(others));
      assertThat(published.scores()).as(control).isEmpty();
      assertThat(published.reason()).contains("its scores lack their controls " + control);
    }
  }

  @Test
  void aControlThatSaysWhyItHasNoValueStandsBesideTheScores() {
    SortedMap<String, Estimate> controls = controls();
    controls.put("length", Estimate.of(Statistic.undefined("there is only one class"), 0));
    assertThat(Probe.PAIR_REFIT.published(result(controls)).scores()).isNotEmpty();
  }

  @Test
  void aResultWithoutScoresKeepsItsReason() {
    assertThat(Probe.REFIT.published(ProbeResult.none("there are no triples")).reason())
        .contains("there are no triples");
  }

  private static SortedMap<String, Estimate> controls() {
    SortedMap<String, Estimate> controls = new TreeMap<>();
    CONTROLS.forEach(name -> controls.put(name, Estimate.of(Statistic.of(0), 3)));
    return controls;
  }

  private static ProbeResult result(SortedMap<String, Estimate> controls) {
    return new ProbeResult(
        Optional.empty(),
        new TreeMap<>(Map.of("kendall_tau", Estimate.of(Statistic.of(1), 3))),
        controls,
        new double[0],
        List.of());
  }
}
