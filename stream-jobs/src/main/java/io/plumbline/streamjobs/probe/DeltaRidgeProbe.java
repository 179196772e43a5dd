package io.plumbline.streamjobs.probe;

import io.plumbline.streamjobs.linalg.CsrMatrix;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Ridge probes from features to signed activation deltas (Marks et al., arXiv 2310.08164), in their
 * three lives. Words are predicted by models that have not seen them: they are split into folds by
 * a seeded hash.
 *
 * <p>Beside the deltas each probe learns a control task (Hewitt and Liang, arXiv 1909.03368): the
 * words' signs and stated feedback are reassigned among them, and what is then learned of the
 * reassigned labels on held-out words is what the probe learns of anything. The same is fitted to
 * raw activations, and to the length and the words of the texts.
 *
 * <p>The direct probe learns the stated feedback itself. It shows what can be read off, not what
 * was learned: it scores high on a model that was never rewarded.
 */
public final class DeltaRidgeProbe {
  private final DeltaRidgeOptions options;
  private final Ridge ridge;
  private final GroupSplit split;

  /** A probe with given options. */
  public DeltaRidgeProbe(DeltaRidgeOptions options) {
    this.options = options;
    this.ridge = new Ridge(options.lambda());
    this.split = new GroupSplit(options.runDigest(), options.folds());
  }

  /**
   * A checkpoint's results.
   *
   * @param results by life
   * @param direct of the direct probe, fitted afresh
   * @param state to carry to the next checkpoint
   */
  public record Checkpoint(Map<Life, ProbeResult> results, ProbeResult direct, ProbeState state) {}

  /**
   * Takes the next checkpoint of a run.
   *
   * @param state from the checkpoint before, or the initial one
   * @param triples in canonical order
   * @param controls of these triples
   */
  public Checkpoint next(ProbeState state, Triples triples, TripleControls controls) {
    int[] fold = split.folds(triples.words());
    if (fold.length == 0) {
      return none(state, "there are no triples");
    }
    if (Arrays.stream(fold).distinct().count() < 2) {
      return none(state, "all words fall into one fold");
    }
    if (!triples.finite()) {
      return none(state, "the features are not finite");
    }
    try {
      return next(state, triples, controls, fold);
    } catch (CollinearException e) {
      return none(state, e.getMessage());
    }
  }

  /** No result of any life, for a reason. */
  public static Checkpoint none(ProbeState state, String reason) {
    Map<Life, ProbeResult> results = new EnumMap<>(Life.class);
    for (Life life : Life.values()) {
      results.put(life, ProbeResult.none(reason));
    }
    return new Checkpoint(results, ProbeResult.none(reason), state);
  }

  private Checkpoint next(ProbeState state, Triples triples, TripleControls controls, int[] fold) {
    CsrMatrix x = triples.features();
    RidgeTargets targets = new RidgeTargets(triples, split);
    double[][] y = targets.values();

    RidgeMemory memory = RidgeMemory.of(x, y, fold, options.folds());
    FoldModels refit = memory.fit(ridge);
    FoldModels frozen = state.frozen.orElse(refit);
    Optional<FoldModels> incremental = state.memory.map(before -> before.fit(ridge));

    LifeReports reports =
        new LifeReports(
            triples,
            targets,
            RidgeControls.of(
                ridge, triples, controls, targets.withoutControls(), fold, options.folds()),
            fold,
            state,
            options);
    Map<Life, ProbeResult> results = new EnumMap<>(Life.class);
    results.put(Life.REFIT, reports.refit(refit, state.refit));
    results.put(Life.FROZEN, reports.frozen(frozen, refit));
    results.put(
        Life.INCREMENTAL,
        incremental
            .map(models -> reports.incremental(models, refit, state.incremental))
            .orElse(ProbeResult.none("nothing was learned before this checkpoint")));
    List<String> methods =
        Stream.of(ridge.method(x.rows(), x.columns(), "features"), controls.raw().method(ridge))
            .flatMap(Optional::stream)
            .toList();
    results.replaceAll((life, result) -> result.withMethod(methods));
    RidgeMemory.limits(x.columns())
        .ifPresent(
            limits ->
                results.computeIfPresent(
                    Life.INCREMENTAL, (life, result) -> result.withMethod(List.of(limits))));
    return new Checkpoint(
        results,
        reports.direct(refit).withMethod(methods),
        new ProbeState(
            Optional.of(frozen),
            Optional.of(state.memory.map(b -> memory.after(b, options.decay())).orElse(memory)),
            Optional.of(refit.all(RidgeTargets.DELTA)),
            incremental.map(models -> models.all(RidgeTargets.DELTA)),
            state.base.or(() -> reports.implied(refit)),
            state.frozen.isPresent() ? state.directBase : reports.directlyImplied(refit)));
  }
}
