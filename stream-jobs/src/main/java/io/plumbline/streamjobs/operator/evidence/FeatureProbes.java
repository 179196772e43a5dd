package io.plumbline.streamjobs.operator.evidence;

import io.plumbline.schemas.record.FeatureBatch;
import io.plumbline.schemas.record.ItemForm;
import io.plumbline.streamjobs.linalg.MatrixProduct;
import io.plumbline.streamjobs.probe.DeltaRidgeOptions;
import io.plumbline.streamjobs.probe.DeltaRidgeProbe;
import io.plumbline.streamjobs.probe.Life;
import io.plumbline.streamjobs.probe.PairOptions;
import io.plumbline.streamjobs.probe.PairProbe;
import io.plumbline.streamjobs.probe.PairState;
import io.plumbline.streamjobs.probe.ProbeResult;
import io.plumbline.streamjobs.probe.ProbeState;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** The probes of features: of triples and of pairs, by all hooks and by each. */
final class FeatureProbes {
  private static final String NO_ACTIVATIONS =
      "its scores cannot be held against raw activations, which the features came without";

  private static final Map<Life, Probe> RIDGES =
      Map.of(
          Life.FROZEN, Probe.FROZEN,
          Life.INCREMENTAL, Probe.INCREMENTAL,
          Life.REFIT, Probe.REFIT);
  private static final Map<Life, Probe> PAIRS =
      Map.of(
          Life.FROZEN, Probe.PAIR_FROZEN,
          Life.INCREMENTAL, Probe.PAIR_INCREMENTAL,
          Life.REFIT, Probe.PAIR_REFIT);

  private final StatedFeedback feedback;
  private final MatrixProduct product;
  private final DeltaRidgeProbe ridge;
  private final PairProbe pair;

  FeatureProbes(
      StatedFeedback feedback,
      MatrixProduct product,
      DeltaRidgeOptions ridgeOptions,
      PairOptions pairOptions) {
    this.feedback = feedback;
    this.product = product;
    this.ridge = new DeltaRidgeProbe(ridgeOptions);
    this.pair = new PairProbe(pairOptions);
  }

  /**
   * What the probes carry from one checkpoint to the next.
   *
   * @param ridges by scope
   * @param pairs likewise
   */
  record Carry(SortedMap<String, ProbeState> ridges, SortedMap<String, PairState> pairs) {}

  /**
   * Results of one checkpoint.
   *
   * @param results by probe
   * @param carry to the next checkpoint
   */
  record Evaluation(Map<Probe, ProbeResult> results, Carry carry) {}

  /**
   * Runs the probes on the next checkpoint.
   *
   * @param carry from the checkpoint before
   * @param features batches by hook, in canonical order
   * @throws UnusableEvidenceException if the records do not fit together
   */
  Evaluation next(Carry carry, SortedMap<String, List<FeatureBatch>> features)
      throws UnusableEvidenceException {
    SortedMap<String, HookRows> hooks = new TreeMap<>();
    for (Map.Entry<String, List<FeatureBatch>> hook : features.entrySet()) {
      hooks.put(hook.getKey(), new HookRows(hook.getKey(), hook.getValue()));
    }
    boolean raw = hooks.values().stream().allMatch(HookRows::hasActivations);
    Map<Probe, ProbeResult> results = new EnumMap<>(Probe.class);
    SortedMap<String, ProbeState> ridges = new TreeMap<>(carry.ridges());
    SortedMap<String, PairState> pairs = new TreeMap<>(carry.pairs());
    addTriples(raw, hooks, ridges, results);
    if (feedback.has(ItemForm.PAIR)) {
      addPairs(raw, hooks, pairs, results);
    }
    return new Evaluation(results, new Carry(ridges, pairs));
  }

  private void addTriples(
      boolean raw,
      SortedMap<String, HookRows> hooks,
      SortedMap<String, ProbeState> states,
      Map<Probe, ProbeResult> results)
      throws UnusableEvidenceException {
    SortedMap<String, DeltaRidgeProbe.Checkpoint> scopes = new TreeMap<>();
    if (feedback.triples().isEmpty() || !raw) {
      String reason = raw ? "the feedback has no triples" : NO_ACTIVATIONS;
      scopes.put(HookScopes.ALL, DeltaRidgeProbe.none(ProbeState.initial(), reason));
    } else {
      new TripleScopes(feedback, product)
          .of(hooks)
          .forEach(
              (scope, of) -> {
                ProbeState before = states.getOrDefault(scope, ProbeState.initial());
                scopes.put(scope, ridge.next(before, of.triples(), of.controls()));
                states.put(scope, scopes.get(scope).state());
              });
    }
    for (Life life : Life.values()) {
      results.put(RIDGES.get(life), merged(scopes, checkpoint -> checkpoint.results().get(life)));
    }
    results.put(Probe.DIRECT, merged(scopes, DeltaRidgeProbe.Checkpoint::direct));
  }

  private void addPairs(
      boolean raw,
      SortedMap<String, HookRows> hooks,
      SortedMap<String, PairState> states,
      Map<Probe, ProbeResult> results)
      throws UnusableEvidenceException {
    SortedMap<String, PairProbe.Checkpoint> scopes = new TreeMap<>();
    if (raw) {
      new PairScopes(feedback, product)
          .of(hooks)
          .forEach(
              (scope, of) -> {
                PairState before = states.getOrDefault(scope, PairState.initial());
                scopes.put(scope, pair.next(before, of.pairs(), of.controls()));
                states.put(scope, scopes.get(scope).state());
              });
    } else {
      scopes.put(HookScopes.ALL, PairProbe.none(PairState.initial(), NO_ACTIVATIONS));
    }
    for (Life life : Life.values()) {
      results.put(PAIRS.get(life), merged(scopes, checkpoint -> checkpoint.results().get(life)));
    }
  }

  private static <C> ProbeResult merged(
      SortedMap<String, C> scopes, Function<C, ProbeResult> result) {
    SortedMap<String, ProbeResult> byScope = new TreeMap<>();
    scopes.forEach((scope, checkpoint) -> byScope.put(scope, result.apply(checkpoint)));
    return HookScopes.merged(byScope);
  }
}
