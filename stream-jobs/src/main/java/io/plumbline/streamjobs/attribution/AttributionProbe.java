package io.plumbline.streamjobs.attribution;

import io.plumbline.streamjobs.dictionary.Dictionary;
import io.plumbline.streamjobs.linalg.MatrixProduct;
import io.plumbline.streamjobs.stats.Estimate;
import io.plumbline.streamjobs.stats.HuberRegression;
import io.plumbline.streamjobs.stats.Statistic;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** Takes the learned feedback of a run's checkpoints apart. */
public final class AttributionProbe {
  private static final int DIRECTION_WORDS = 20;
  private static final int CONDITIONS = 5;
  private static final int WORDS = 10;

  private final AttributionOptions options;
  private final ReadoutWords words;
  private final Readout base;
  private final LogitLens lens;
  private final MatrixProduct product;
  private final HuberRegression regression;

  /**
   * A probe of one run.
   *
   * @param base readout of the base
   * @param lens of the base, for directions in words
   */
  public AttributionProbe(
      AttributionOptions options,
      ReadoutWords words,
      Readout base,
      LogitLens lens,
      MatrixProduct product) {
    this.options = options;
    this.words = words;
    this.base = base;
    this.lens = lens;
    this.product = product;
    this.regression = new HuberRegression(options.huberK());
  }

  /**
   * A checkpoint's result.
   *
   * @param attribution where the learned feedback sits; nothing where no context has candidates
   *     that are probable enough and differ in stated feedback
   * @param frozen whether the dictionary of the change is not trained any more
   * @param ended the dictionary of the change, at the checkpoint that ended its training
   * @param state to carry to the next checkpoint
   */
  public record Checkpoint(
      Optional<Attribution> attribution,
      boolean frozen,
      Optional<Dictionary> ended,
      AttributionState state) {}

  /** The state after the base. */
  public AttributionState ofBase(Blocks contexts) throws Exception {
    NamingCeiling ceiling =
        new NamingCeiling(words, regression, options.seed("attribution/ceiling"));
    contexts.forEach(block -> ceiling.add(block, Choices.of(block, words, options.minMass())));
    return new AttributionState(
        ChangeTraining.initial(),
        BaseConditions.of(contexts, words, base.norm().width(), options, product),
        ceiling.area(base.rows()),
        words.size());
  }

  /**
   * Takes the next checkpoint of a run.
   *
   * @param state from the checkpoint before
   * @param contexts of the checkpoint
   * @param tuned its readout, with the base's own rows where the head is not trained
   * @param hooks names of the hooks, that of the final residual stream first
   */
  public Checkpoint next(AttributionState state, Blocks contexts, Readout tuned, List<String> hooks)
      throws Exception {
    ChangeTraining changes = state.changes().next(contexts, words, base.norm(), options, product);
    AttributionSums sums =
        new AttributionSums(
            words, options.minMass(), base, tuned, hooks.size() - 1, changes.dictionary(), product);
    ShuffledSlopes shuffled =
        new ShuffledSlopes(words, base, tuned, changes.dictionary(), options, product);
    contexts.forEach(
        block -> {
          sums.add(block);
          shuffled.add(block);
        });
    Optional<Attribution> attribution =
        sums.prompts().prompts().isEmpty()
            ? Optional.empty()
            : Optional.of(attribution(state, sums, shuffled, hooks));
    boolean frozen = changes.frozen(options);
    boolean ends = frozen && !state.changes().frozen(options);
    return new Checkpoint(
        attribution, frozen, ends ? changes.dictionary() : Optional.empty(), state.with(changes));
  }

  private Attribution attribution(
      AttributionState state, AttributionSums sums, ShuffledSlopes shuffled, List<String> hooks) {
    AttributionScores scoring = new AttributionScores(sums, options);
    List<FeatureAttribution> features =
        sums.features()
            .map(f -> FeatureAttributions.of(sums, f, scoring.denominator(), lens))
            .orElse(List.of());
    List<Condition> conditions =
        new Conditions(
                sums.prompts().prompts(),
                state.conditions().activations(),
                j -> lens.towards(state.conditions().direction(j), WORDS),
                options.permutations(),
                options.seed("attribution/permutations"))
            .lowest(
                sums.prompts().totals(),
                sums.prompts().denominators(),
                scoring.byPrompt(),
                CONDITIONS);
    SortedMap<String, Estimate> scores = scoring.of(hooks);
    int prompts = sums.prompts().prompts().size();
    scores.put(
        "condition_p",
        Estimate.of(
            conditions.isEmpty()
                ? Statistic.undefined("no feature of the base varies over prompts with their slope")
                : Statistic.of(conditions.get(0).p()),
            prompts));
    scores.put(
        "naming_ceiling",
        Estimate.of(
            sums.tuned().rows() == base.rows()
                ? state.namingCeiling()
                : Statistic.undefined("the head is trained"),
            words.size()));
    return new Attribution(
        scores,
        shuffled.controls(),
        WordAttributions.of(sums, regression),
        lens.towards(sums.direction(), DIRECTION_WORDS),
        lens.away(sums.direction(), DIRECTION_WORDS),
        features,
        conditions,
        sums.prompts().slopes());
  }
}
