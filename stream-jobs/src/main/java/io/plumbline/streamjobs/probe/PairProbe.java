package io.plumbline.streamjobs.probe;

import io.plumbline.streamjobs.linalg.CsrMatrix;
import io.plumbline.streamjobs.stats.Statistic;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Logistic probes that tell chosen from rejected responses by their mean features (Marks et al.,
 * arXiv 2310.08164), in three lives. Prompts are predicted by models that have not seen them: they
 * are split into folds by a seeded hash. The incremental life learns online, and is scored on a
 * checkpoint before it learns from it.
 */
public final class PairProbe {
  private final PairOptions options;
  private final Logistic logistic;
  private final GroupSplit split;

  /** A probe with given options. */
  public PairProbe(PairOptions options) {
    this.options = options;
    this.logistic = new Logistic(options.lambda());
    this.split = new GroupSplit(options.runDigest(), options.folds());
  }

  /**
   * A checkpoint's results.
   *
   * @param results by life
   * @param state to carry to the next checkpoint
   */
  public record Checkpoint(Map<Life, ProbeResult> results, PairState state) {}

  /**
   * Takes the next checkpoint of a run.
   *
   * @param state from the checkpoint before, or the initial one
   * @param pairs in canonical order
   * @param controls of these pairs
   */
  public Checkpoint next(PairState state, Pairs pairs, PairControls controls) {
    int[] fold = split.folds(pairs.rowPrompts());
    if (fold.length == 0) {
      return none(state, "there are no pairs");
    }
    if (Arrays.stream(fold).distinct().count() < 2) {
      return none(state, "all prompts fall into one fold");
    }
    CsrMatrix x = pairs.features();
    for (float value : x.values()) {
      if (!Float.isFinite(value)) {
        return none(state, "the features are not finite");
      }
    }
    return next(state, pairs, controls, x, fold);
  }

  /** No result of any life, for a reason. */
  public static Checkpoint none(PairState state, String reason) {
    Map<Life, ProbeResult> results = new EnumMap<>(Life.class);
    for (Life life : Life.values()) {
      results.put(life, ProbeResult.none(reason));
    }
    return new Checkpoint(results, state);
  }

  private Checkpoint next(
      PairState state, Pairs pairs, PairControls controls, CsrMatrix x, int[] fold) {
    boolean[] chosen = new boolean[fold.length];
    Arrays.fill(chosen, 0, pairs.size(), true);
    FoldModels refit = FoldModels.fit(logistic, x, chosen, fold, options.folds());
    Optional<PairState.Kept> before = state.first();
    PairReports reports =
        new PairReports(
            pairs,
            chosen,
            refit.predict(x, fold, 0),
            before.map(PairState.Kept::decisions),
            new PairControlScores(logistic, split, options.folds(), pairs, controls, chosen, fold),
            options);

    Map<Life, ProbeResult> results = new EnumMap<>(Life.class);
    LinearModel all = refit.all(0);
    results.put(Life.REFIT, reports.refit(all, cosine(all, before.map(PairState.Kept::refit))));
    FoldModels frozen = before.map(PairState.Kept::frozen).orElse(refit);
    results.put(
        Life.FROZEN, reports.of(frozen.all(0), frozen.predict(x, fold, 0), Statistic.of(1)));
    Optional<FoldModels> online =
        before.map(
            kept -> FoldModels.of(kept.online().stream().map(m -> m.copy().model()).toList()));
    results.put(
        Life.INCREMENTAL,
        online
            .map(
                models ->
                    reports.of(
                        models.all(0),
                        models.predict(x, fold, 0),
                        cosine(models.all(0), before.flatMap(PairState.Kept::incremental))))
            .orElse(ProbeResult.none("nothing was learned before this checkpoint")));
    List<String> methods =
        Stream.of(
                logistic.method(x.rows(), x.columns(), "features"), controls.raw().method(logistic))
            .flatMap(Optional::stream)
            .toList();
    results.replaceAll((life, result) -> result.withMethod(methods));
    return new Checkpoint(
        results,
        new PairState(
            Optional.of(
                new PairState.Kept(
                    frozen,
                    before.map(PairState.Kept::decisions).orElse(refit.predict(x, fold, 0)),
                    learn(before.map(PairState.Kept::online), x, chosen, fold),
                    all,
                    online.map(models -> models.all(0))))));
  }

  private static Statistic cosine(LinearModel now, Optional<LinearModel> before) {
    return before
        .map(b -> b.cosine(now))
        .orElse(Statistic.undefined("there are no weights before these"));
  }

  /** The online models after this checkpoint's rows, pair by pair. */
  private List<OnlineLogistic> learn(
      Optional<List<OnlineLogistic>> before, CsrMatrix x, boolean[] chosen, int[] fold) {
    List<OnlineLogistic> models =
        before
            .map(known -> known.stream().map(OnlineLogistic::copy).toList())
            .orElseGet(
                () ->
                    Stream.generate(() -> new OnlineLogistic(x.columns(), options.rate()))
                        .limit(options.folds() + 1L)
                        .toList());
    int pairs = fold.length / 2;
    for (int f = 0; f < models.size(); f++) {
      for (int i = 0; i < pairs; i++) {
        if (fold[i] != f) {
          models.get(f).learn(x, i, chosen[i]);
          models.get(f).learn(x, pairs + i, chosen[pairs + i]);
        }
      }
    }
    return models;
  }
}
