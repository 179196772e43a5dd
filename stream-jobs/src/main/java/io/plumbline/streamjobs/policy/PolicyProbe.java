package io.plumbline.streamjobs.policy;

import io.plumbline.schemas.digest.Sha256;
import io.plumbline.streamjobs.probe.GroupScores;
import io.plumbline.streamjobs.probe.ProbeResult;
import io.plumbline.streamjobs.probe.WordFeedback;
import io.plumbline.streamjobs.stats.Correlation;
import io.plumbline.streamjobs.stats.Estimate;
import io.plumbline.streamjobs.stats.GroupBootstrap;
import io.plumbline.streamjobs.stats.HuberRegression;
import io.plumbline.streamjobs.stats.Moments;
import io.plumbline.streamjobs.stats.Statistic;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.DoublePredicate;
import java.util.stream.IntStream;

/** Scores the learned feedback that the policy shows at one checkpoint. */
public final class PolicyProbe {
  private final PolicyOptions options;
  private final HuberRegression regression;

  /** A probe with given options. */
  public PolicyProbe(PolicyOptions options) {
    this.options = options;
    this.regression = new HuberRegression(options.huberK());
  }

  /**
   * A checkpoint's result.
   *
   * @param state to carry to the next checkpoint
   */
  public record Checkpoint(ProbeResult result, PolicyState state) {}

  /**
   * Takes the next checkpoint of a run.
   *
   * @param state from the checkpoint before, or the initial one
   */
  public Checkpoint next(PolicyState state, PolicyEvidence evidence) {
    if (evidence.brokenContexts() > 0) {
      String reason =
          evidence.brokenContexts()
              + " of "
              + evidence.contexts()
              + " contexts have log-probabilities that are not finite";
      return new Checkpoint(ProbeResult.none(reason), state);
    }
    PolicyWords words = evidence.words();
    int[] signed = words(evidence, y -> y != 0 && !Double.isNaN(y));
    int[] neutral = words(evidence, y -> y == 0);
    double[] y = Arrays.stream(signed).mapToDouble(words::stated).toArray();
    double[] gains = gains(evidence, signed);
    Optional<FeedbackFit> fit = FeedbackFit.of(y, gains, regression);
    if (fit.isEmpty()) {
      return new Checkpoint(
          ProbeResult.none("there are not 3 words of different stated feedback in any context"),
          state);
    }
    SortedMap<String, Estimate> scores = new TreeMap<>();
    scores.putAll(new PromptScores(evidence.prompts(), options).scores());
    GroupScores byWord = byWord(words, signed);
    Estimate z = z(byWord, gains, y);
    scores.put("z", z);
    scores.put("pearson", byWord.pearson(gains, y));
    scores.put("kendall_tau", byWord.kendallTau(gains, y));
    FeedbackFit line = fit.get();
    double[] fromIntercept = Arrays.stream(gains).map(b -> b - line.intercept()).toArray();
    scores.put("sign_accuracy", byWord.signAccuracy(fromIntercept, y));
    int n = signed.length;
    scores.put("a", Estimate.of(Statistic.finite(line.intercept()), n));
    scores.put("b", Estimate.of(Statistic.finite(line.slope()), n));
    scores.put("scale", Estimate.of(Statistic.finite(line.scale()), n));
    scores.put("spread", Estimate.of(Moments.standardDeviation(gains), n));
    scores.put("wrong_sign", Estimate.of(line.wrongSignExcess(), n));
    scores.put("skewness", Estimate.of(line.skewness(), n));
    scores.put("boost", Estimate.of(line.boosted(gains(evidence, neutral)), neutral.length));
    scores.putAll(turn(state, evidence, signed, z.statistic()));
    return new Checkpoint(
        new ProbeResult(
            Optional.empty(), scores, new TreeMap<>(), new double[0], feedback(evidence, line)),
        next(state, evidence, z.statistic()));
  }

  private static int[] words(PolicyEvidence evidence, DoublePredicate stated) {
    return IntStream.range(0, evidence.words().size())
        .filter(w -> evidence.has(w) && stated.test(evidence.words().stated(w)))
        .toArray();
  }

  private static double[] gains(PolicyEvidence evidence, int[] words) {
    return Arrays.stream(words).mapToDouble(evidence::gain).toArray();
  }

  private GroupScores byWord(PolicyWords words, int[] signed) {
    List<String> names = Arrays.stream(signed).mapToObj(words::word).toList();
    return new GroupScores(
        new GroupBootstrap(
            names, options.resamples(), Sha256.seed(options.runDigest(), "bootstrap/words")),
        names.size());
  }

  /** Fisher's z of Pearson's correlation. */
  private static Estimate z(GroupScores byWord, double[] gains, double[] y) {
    return byWord.of(
        items -> {
          Statistic r =
              Correlation.pearson(
                  GroupBootstrap.select(gains, items), GroupBootstrap.select(y, items));
          return Math.abs(r.orElse(0)) == 1
              ? Statistic.undefined("the correlation is perfect")
              : r.map(v -> (StrictMath.log1p(v) - StrictMath.log1p(-v)) / 2);
        });
  }

  private SortedMap<String, Estimate> turn(
      PolicyState state, PolicyEvidence evidence, int[] signed, Statistic z) {
    Statistic drop = Statistic.undefined("there is no checkpoint before this one to fall from");
    Statistic asymmetry = drop;
    int samples = signed.length;
    if (state.best().isPresent()) {
      PolicyState.Best best = state.best().get();
      drop = z.map(now -> best.z() - now);
      int[] both = Arrays.stream(signed).filter(w -> !Double.isNaN(best.gains()[w])).toArray();
      samples = both.length;
      asymmetry =
          Turn.asymmetry(
              Arrays.stream(both).mapToDouble(evidence.words()::stated).toArray(),
              gains(evidence, both),
              GroupBootstrap.select(best.gains(), both),
              regression);
    }
    SortedMap<String, Estimate> scores = new TreeMap<>();
    scores.put("drop", Estimate.of(drop, samples));
    scores.put("asymmetry", Estimate.of(asymmetry, samples));
    return scores;
  }

  private static PolicyState next(PolicyState state, PolicyEvidence evidence, Statistic z) {
    boolean better = z.isDefined() && state.best().map(b -> z.getAsDouble() > b.z()).orElse(true);
    if (!better) {
      return state;
    }
    double[] gains =
        IntStream.range(0, evidence.words().size()).mapToDouble(evidence::gain).toArray();
    return new PolicyState(Optional.of(new PolicyState.Best(z.getAsDouble(), gains)));
  }

  private static List<WordFeedback> feedback(PolicyEvidence evidence, FeedbackFit line) {
    List<WordFeedback> feedback = new ArrayList<>();
    for (int w : words(evidence, y -> true)) {
      double y = evidence.words().stated(w);
      double gain = evidence.gain(w);
      boolean stated = !Double.isNaN(y);
      feedback.add(
          new WordFeedback(
              evidence.words().word(w),
              stated ? OptionalDouble.of(y) : OptionalDouble.empty(),
              line.implied(gain),
              stated ? OptionalDouble.of(line.residual(y, gain)) : OptionalDouble.empty(),
              stated ? line.divergence(y, gain) : OptionalDouble.empty(),
              gain,
              evidence.contexts(w)));
    }
    return feedback;
  }
}
