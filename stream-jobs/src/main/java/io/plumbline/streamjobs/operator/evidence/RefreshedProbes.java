package io.plumbline.streamjobs.operator.evidence;

import io.plumbline.schemas.record.DictionaryRefresh;
import io.plumbline.schemas.record.FeatureBatch;
import io.plumbline.schemas.record.RefreshedFeatures;
import io.plumbline.schemas.record.Score;
import io.plumbline.schemas.record.SparseRows;
import io.plumbline.streamjobs.probe.ProbeResult;
import io.plumbline.streamjobs.stats.Estimate;
import io.plumbline.streamjobs.stats.Statistic;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The probes of features once more by the dictionaries refreshed at a checkpoint, each beside
 * itself by those of the null step, and what the refresh did. Each of the two has its own lives.
 */
final class RefreshedProbes {
  /** Score by the null step's features. */
  private static final String NULL_STEP = "null_step";

  /** Score less that by the null step's features. */
  private static final String BEYOND_NULL = "beyond_null";

  /** Before the scopes of what is carried. */
  private static final String REFRESHED = "refreshed/";

  private static final String BESIDE = "null-step/";

  private final FeatureProbes probes;

  RefreshedProbes(FeatureProbes probes) {
    this.probes = probes;
  }

  /**
   * Runs the probes on the next checkpoint.
   *
   * @param carry from the checkpoint before, with what the others carry
   * @param features batches by hook, in canonical order
   * @throws UnusableEvidenceException if the records do not fit together
   */
  FeatureProbes.Evaluation next(
      FeatureProbes.Carry carry, SortedMap<String, List<FeatureBatch>> features)
      throws UnusableEvidenceException {
    Map<Probe, ProbeResult> results = new EnumMap<>(Probe.class);
    Optional<String> reason = reason(features);
    if (reason.isPresent()) {
      for (Probe probe : Probe.values()) {
        if (probe.ofRefresh()) {
          results.put(probe, ProbeResult.none(reason.get()));
        }
      }
      return new FeatureProbes.Evaluation(results, carry);
    }
    results.put(Probe.REFRESH, whatItDid(features));
    FeatureProbes.Evaluation refreshed =
        probes.next(under(REFRESHED, carry), by(features, RefreshedFeatures::getRefreshed));
    FeatureProbes.Evaluation beside =
        probes.next(under(BESIDE, carry), by(features, RefreshedFeatures::getNullStep));
    for (Probe probe : Probe.values()) {
      if (probe.kept() != null && refreshed.results().containsKey(probe.kept())) {
        results.put(
            probe,
            withNull(refreshed.results().get(probe.kept()), beside.results().get(probe.kept())));
      }
    }
    return new FeatureProbes.Evaluation(
        results, with(BESIDE, beside.carry(), with(REFRESHED, refreshed.carry(), carry)));
  }

  /** Why there are no refreshed features, if so. */
  private static Optional<String> reason(SortedMap<String, List<FeatureBatch>> features) {
    for (Map.Entry<String, List<FeatureBatch>> hook : features.entrySet()) {
      for (FeatureBatch batch : hook.getValue()) {
        if (batch.getRefresh() == null) {
          return Optional.of("the features at " + hook.getKey() + " came without a refresh");
        }
        String reason = batch.getRefresh().getRefresh().getReason();
        if (reason != null) {
          return Optional.of("no refresh at " + hook.getKey() + ": " + reason);
        }
      }
    }
    return Optional.empty();
  }

  private static SortedMap<String, List<FeatureBatch>> by(
      SortedMap<String, List<FeatureBatch>> features,
      Function<RefreshedFeatures, SparseRows> rows) {
    SortedMap<String, List<FeatureBatch>> encoded = new TreeMap<>();
    features.forEach(
        (hook, batches) ->
            encoded.put(
                hook,
                batches.stream().map(batch -> by(batch, rows.apply(batch.getRefresh()))).toList()));
    return encoded;
  }

  private static FeatureBatch by(FeatureBatch batch, SparseRows rows) {
    return FeatureBatch.newBuilder(batch)
        .setDictionary(rows.getDictionary())
        .setRowPointers(rows.getRowPointers())
        .setColumns(rows.getColumns())
        .setValues(rows.getValues())
        .build();
  }

  /** A result beside that by the null step, whose score of each scope becomes a control. */
  private static ProbeResult withNull(ProbeResult refreshed, ProbeResult beside) {
    SortedMap<String, Estimate> scores = new TreeMap<>(refreshed.scores());
    SortedMap<String, Estimate> controls = new TreeMap<>(refreshed.controls());
    for (String main : List.of("kendall_tau", "auc")) {
      refreshed
          .scores()
          .forEach(
              (name, estimate) -> {
                if (name.equals(main) || name.startsWith(main + ".")) {
                  Estimate other = beside.scores().get(name);
                  Estimate control =
                      other == null
                          ? Estimate.of(
                              Statistic.undefined(beside.reason().orElse("it has none")), 0)
                          : other;
                  String scope = name.substring(main.length());
                  controls.put(NULL_STEP + scope, control);
                  scores.put(
                      BEYOND_NULL + scope,
                      Estimate.of(
                          estimate.statistic().minus(control.statistic()), estimate.samples()));
                }
              });
    }
    return new ProbeResult(
        refreshed.reason(),
        scores,
        controls,
        refreshed.weights(),
        refreshed.words(),
        refreshed.method());
  }

  /** By hook, and on average over the hooks. */
  private static ProbeResult whatItDid(SortedMap<String, List<FeatureBatch>> features) {
    SortedMap<String, DictionaryRefresh> refreshes = new TreeMap<>();
    features.forEach(
        (hook, batches) -> refreshes.put(hook, batches.get(0).getRefresh().getRefresh()));
    return new ProbeResult(
        Optional.empty(),
        byHook(refreshes, DictionaryRefresh::getScores),
        byHook(refreshes, DictionaryRefresh::getControls),
        new double[0],
        List.of());
  }

  private static SortedMap<String, Estimate> byHook(
      SortedMap<String, DictionaryRefresh> refreshes,
      Function<DictionaryRefresh, List<Score>> which) {
    SortedMap<String, Estimate> all = new TreeMap<>();
    SortedMap<String, List<Estimate>> named = new TreeMap<>();
    refreshes.forEach(
        (hook, refresh) -> {
          for (Score score : which.apply(refresh)) {
            Estimate estimate = estimate(score);
            all.put(score.getName() + "." + hook, estimate);
            named.computeIfAbsent(score.getName(), name -> new ArrayList<>()).add(estimate);
          }
        });
    named.forEach((name, estimates) -> all.put(name, mean(estimates)));
    return all;
  }

  private static Estimate estimate(Score score) {
    return Estimate.of(
        score.getValue() == null
            ? Statistic.undefined(score.getReason())
            : Statistic.of(score.getValue()),
        score.getSamples());
  }

  private static Estimate mean(List<Estimate> estimates) {
    Statistic sum = Statistic.of(0);
    for (Estimate estimate : estimates) {
      sum = sum.minus(estimate.statistic().map(v -> -v));
    }
    return Estimate.of(sum.map(v -> v / estimates.size()), estimates.get(0).samples());
  }

  private static FeatureProbes.Carry under(String prefix, FeatureProbes.Carry carry) {
    return new FeatureProbes.Carry(under(prefix, carry.ridges()), under(prefix, carry.pairs()));
  }

  private static <T> SortedMap<String, T> under(String prefix, SortedMap<String, T> all) {
    SortedMap<String, T> some = new TreeMap<>();
    all.forEach(
        (scope, state) -> {
          if (scope.startsWith(prefix)) {
            some.put(scope.substring(prefix.length()), state);
          }
        });
    return some;
  }

  private static FeatureProbes.Carry with(
      String prefix, FeatureProbes.Carry some, FeatureProbes.Carry all) {
    return new FeatureProbes.Carry(
        with(prefix, some.ridges(), all.ridges()), with(prefix, some.pairs(), all.pairs()));
  }

  private static <T> SortedMap<String, T> with(
      String prefix, SortedMap<String, T> some, SortedMap<String, T> all) {
    SortedMap<String, T> joined = new TreeMap<>(all);
    some.forEach((scope, state) -> joined.put(prefix + scope, state));
    return joined;
  }
}
