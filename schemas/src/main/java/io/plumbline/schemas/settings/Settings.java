package io.plumbline.schemas.settings;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The catalogue of settings that change a run's results. They travel in its RunSpec, so that a
 * replay finds them; what does not change results (addresses, parallelism) is not among them.
 */
public final class Settings {
  public static final Setting<String> HOOKS =
      new Setting<>(
          "capture.hooks",
          "",
          text -> text,
          "hook names separated by commas, or nothing for the most-moved layers' MLP outputs",
          "Hook points captured at the candidates' targets.");
  public static final Setting<Integer> MOST_MOVED =
      Setting.integer(
          "capture.most-moved",
          5,
          1,
          1000,
          "Number of layers chosen by how far their parameters moved at the first tuned"
              + " checkpoint, where no hooks are listed.");
  public static final Setting<CapturePositions> POSITIONS =
      Setting.choice(
          "capture.positions",
          CapturePositions.TARGET,
          CapturePositions.class,
          "Tokens of a candidate whose activations are captured: by its form (target: the last"
              + " token of a triple's word, all tokens of a response), the one before it"
              + " (decision), its last, all of it, or their mean before encoding, which is cheaper"
              + " and another thing.");
  public static final Setting<ContextPositions> CONTEXTS =
      Setting.choice(
          "capture.contexts",
          ContextPositions.ALL,
          ContextPositions.class,
          "Positions of a lexicon context's text that are choices.");
  public static final Setting<AttentionMethod> ATTENTION =
      Setting.choice(
          "capture.attention",
          AttentionMethod.FUSED,
          AttentionMethod.class,
          "How attention is computed: by one kernel (fused) or step by step (plain). They agree to"
              + " rounding.");
  public static final Setting<Precision> PRECISION =
      Setting.choice(
          "capture.precision",
          Precision.F32,
          Precision.class,
          "Format of the factors of matrix products within layers; bf16 is fast on GPUs that have it,"
              + " rounds to 1 part in 256, and is slow on most CPUs.");
  public static final Setting<PayloadType> PAYLOAD =
      Setting.choice(
          "capture.payload",
          PayloadType.F32,
          PayloadType.class,
          "Element type of published activations.");
  public static final Setting<Integer> SHARD_ITEMS =
      Setting.integer("capture.shard-items", 256, 1, 1_000_000, "Items of one extraction task.");
  public static final Setting<Integer> BATCH_ROWS =
      Setting.integer(
          "capture.batch-rows",
          256,
          8,
          65_536,
          "Most rows of one batch; fewer where the batch would pass the broker's message limit.");

  public static final Setting<DictionaryKind> DICTIONARY_KIND =
      Setting.choice(
          "dictionary.kind",
          DictionaryKind.TIED_RELU,
          DictionaryKind.class,
          "Kind of the dictionary trained on the base model's activations.");
  public static final Setting<Double> DICTIONARY_WIDTH =
      Setting.number(
          "dictionary.width", 1, 0.125, 256, "Number of features as a multiple of d_model.");
  public static final Setting<Integer> DICTIONARY_K =
      Setting.integer("dictionary.k", 16, 1, 65_536, "Active features of a topk dictionary.");
  public static final Setting<Double> DICTIONARY_L1 =
      Setting.number(
          "dictionary.l1", 1e-3, 0, 1e3, "Weight of the L1 penalty of a tied-relu dictionary.");
  public static final Setting<Double> DICTIONARY_LEARNING_RATE =
      Setting.number("dictionary.learning-rate", 1e-3, 1e-9, 1, "Adam's step size.");
  public static final Setting<Integer> DICTIONARY_BATCH =
      Setting.integer("dictionary.batch", 256, 8, 65_536, "Rows of one training step.");
  public static final Setting<Integer> DICTIONARY_BUFFER =
      Setting.integer(
          "dictionary.buffer",
          16_384,
          8,
          16_777_216,
          "Rows of the buffer that training steps are drawn from.");
  public static final Setting<Double> DICTIONARY_REUSE =
      Setting.number(
          "dictionary.reuse", 3, 0.01, 1000, "How often a row is used in training, on average.");

  public static final Setting<Integer> DICTIONARY_REVIVE_AFTER =
      Setting.integer(
          "dictionary.revive-after",
          25_000,
          0,
          Integer.MAX_VALUE,
          "Rows without firing after which a feature is started anew in training; 0 for never.");
  public static final Setting<Double> DICTIONARY_LONGEST =
      Setting.number(
          "dictionary.longest",
          10,
          0,
          1e6,
          "Rows of the corpus that are longer than this many times the median are left out of"
              + " training; 0 for none.");
  public static final Setting<Integer> DICTIONARY_TOKENS =
      Setting.integer(
          "dictionary.tokens",
          0,
          0,
          Integer.MAX_VALUE,
          "Rows, repeats included, after which training ends; 0 for the end of the corpus.");
  public static final Setting<Double> DICTIONARY_PLATEAU =
      Setting.number(
          "dictionary.plateau",
          0,
          0,
          0.5,
          "Training ends when over 200 steps the fraction of variance unexplained has not fallen by"
              + " this share; 0 for never.");
  public static final Setting<Integer> DICTIONARY_REFRESH =
      Setting.integer(
          "dictionary.refresh",
          0,
          0,
          Integer.MAX_VALUE,
          "Rows, repeats included, that a copy of each frozen dictionary is trained on at every"
              + " checkpoint, and as its null step at the base; 0 for no refresh.");
  public static final Setting<GivenDictionaries> DICTIONARY_GIVEN =
      new Setting<>(
          "dictionary.given",
          GivenDictionaries.NONE,
          GivenDictionaries::parse,
          "HOOK=SHA-256 separated by commas, or nothing",
          "Dictionaries that are used instead of training one; the option --dictionary sets it.");

  public static final Setting<Double> RIDGE_LAMBDA =
      Setting.number(
          "probe.ridge.lambda", 1, 0, 1e12, "Penalty of the ridge probe; the intercept is free.");
  public static final Setting<Double> LOGISTIC_LAMBDA =
      Setting.number(
          "probe.logistic.lambda",
          1,
          1e-12,
          1e12,
          "Penalty of the logistic probe of pairs, 1 / C; the intercept is free.");
  public static final Setting<Double> ONLINE_RATE =
      Setting.number(
          "probe.online.rate",
          0.05,
          1e-9,
          100,
          "First step of each weight of the online logistic probe.");
  public static final Setting<Integer> PROBE_FOLDS =
      Setting.integer(
          "probe.folds",
          5,
          2,
          100,
          "Parts that words and prompts are split into to predict held-out ones.");
  public static final Setting<Double> INCREMENTAL_DECAY =
      Setting.number(
          "probe.incremental.decay",
          0.5,
          0,
          1,
          "Weight that the incremental probe keeps for what it learned before, per checkpoint.");
  public static final Setting<Integer> BOOTSTRAP =
      Setting.integer(
          "probe.bootstrap", 500, 0, 100_000, "Resamples behind an interval; 0 for none.");
  public static final Setting<Integer> PERMUTATIONS =
      Setting.integer(
          "probe.permutations", 999, 0, 100_000, "Permutations behind a p value; 0 for none.");

  public static final Setting<Double> MIN_MASS =
      Setting.number(
          "policy.min-mass",
          0.01,
          0,
          1,
          "Contexts whose candidates have less probability than this at the base are left out.");
  public static final Setting<Double> HUBER_K =
      Setting.number(
          "policy.huber-k", 1.345, 0.1, 100, "Residuals beyond this many scales weigh less.");

  public static final Setting<Integer> CHANGE_FEATURES =
      Setting.integer(
          "attribution.change.features",
          512,
          1,
          1_048_576,
          "Features of the dictionary of the change at decision positions.");
  public static final Setting<Integer> CHANGE_K =
      Setting.integer(
          "attribution.change.k", 8, 1, 65_536, "Active features of a context's change.");
  public static final Setting<Integer> CHANGE_CHECKPOINTS =
      Setting.integer(
          "attribution.change.checkpoints",
          2,
          1,
          1000,
          "First tuned checkpoints that the dictionary of the change is trained on.");
  public static final Setting<Integer> CONDITION_FEATURES =
      Setting.integer(
          "attribution.condition.features",
          1024,
          1,
          1_048_576,
          "Features of the dictionary of the base's activations at decision positions.");
  public static final Setting<Integer> CONDITION_K =
      Setting.integer(
          "attribution.condition.k", 16, 1, 65_536, "Active features of a context at the base.");
  public static final Setting<Integer> CONDITION_PERMUTATIONS =
      Setting.integer(
          "attribution.condition.permutations",
          999,
          0,
          1_000_000,
          "Permutations that the conditions are held against.");
  public static final Setting<Double> ATTRIBUTION_REUSE =
      Setting.number(
          "attribution.reuse",
          10,
          0.01,
          1000,
          "How often a decision position is used in training each of the two, on average.");

  public static final Setting<Double> ALERT_MIN_SLOPE =
      Setting.number(
          "alert.min-slope",
          0.2,
          0,
          100,
          "Slope of learned on stated feedback below which nothing counts as learned yet.");
  public static final Setting<Double> ALERT_WRONG_SIGN =
      Setting.number(
          "alert.wrong-sign", 4, 0, 1e6, "Wrong-sign excess from which an alert is red.");
  public static final Setting<Double> ALERT_DROP =
      Setting.number(
          "alert.drop", 0.15, 0, 100, "Fall of z below its best from which feedback has changed.");
  public static final Setting<Double> ALERT_ASYMMETRY =
      Setting.number(
          "alert.asymmetry",
          2,
          0,
          1e6,
          "Asymmetry of the change that makes a fall of z red instead of amber.");
  public static final Setting<Double> ALERT_BOOST =
      Setting.number(
          "alert.boost", 2, 0, 1e6, "Number of boosted neutral words from which an alert is red.");
  public static final Setting<Double> ALERT_ANTI_SPREAD =
      Setting.number(
          "alert.anti-spread",
          0.5,
          0,
          1e6,
          "Spread of the learned feedback from which a missing slope means another feedback.");

  public static final Setting<Double> ALERT_SLICE =
      Setting.number(
          "alert.slice",
          0.5,
          0,
          1e6,
          "Part of the slope that a slice lacks, at the upper end of its interval, from which an alert"
              + " is red; above 1 its slope is reversed.");
  public static final Setting<Double> ALERT_SLICE_P =
      Setting.number(
          "alert.slice-p",
          0.01,
          0,
          1,
          "Largest p value, over all slices, at which a slice differs from the rest.");

  /** All settings, sorted by name. */
  public static final List<Setting<?>> ALL =
      Stream.<Setting<?>>of(
              HOOKS,
              MOST_MOVED,
              POSITIONS,
              CONTEXTS,
              ATTENTION,
              PRECISION,
              PAYLOAD,
              SHARD_ITEMS,
              BATCH_ROWS,
              DICTIONARY_KIND,
              DICTIONARY_WIDTH,
              DICTIONARY_K,
              DICTIONARY_L1,
              DICTIONARY_LEARNING_RATE,
              DICTIONARY_BATCH,
              DICTIONARY_BUFFER,
              DICTIONARY_REUSE,
              DICTIONARY_REVIVE_AFTER,
              DICTIONARY_LONGEST,
              DICTIONARY_TOKENS,
              DICTIONARY_PLATEAU,
              DICTIONARY_REFRESH,
              DICTIONARY_GIVEN,
              RIDGE_LAMBDA,
              LOGISTIC_LAMBDA,
              ONLINE_RATE,
              PROBE_FOLDS,
              INCREMENTAL_DECAY,
              BOOTSTRAP,
              PERMUTATIONS,
              MIN_MASS,
              HUBER_K,
              CHANGE_FEATURES,
              CHANGE_K,
              CHANGE_CHECKPOINTS,
              CONDITION_FEATURES,
              CONDITION_K,
              CONDITION_PERMUTATIONS,
              ATTRIBUTION_REUSE,
              ALERT_MIN_SLOPE,
              ALERT_WRONG_SIGN,
              ALERT_DROP,
              ALERT_ASYMMETRY,
              ALERT_BOOST,
              ALERT_ANTI_SPREAD,
              ALERT_SLICE,
              ALERT_SLICE_P)
          .sorted(Comparator.comparing(Setting::name))
          .toList();

  private Settings() {}
}
