package io.plumbline.streamjobs.policy;

import io.plumbline.streamjobs.probe.ProbeResult;
import io.plumbline.streamjobs.probe.WordFeedback;
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
   * @param slopes one by one, if there is a result
   * @param state to carry to the next checkpoint
   */
  public record Checkpoint(ProbeResult result, Optional<ListedSlopes> slopes, PolicyState state) {
    private static Checkpoint none(String reason, PolicyState state) {
      return new Checkpoint(ProbeResult.none(reason), Optional.empty(), state);
    }
  }

  /**
   * Takes the next checkpoint of a run.
   *
   * @param state from the checkpoint before, or the initial one
   */
  public Checkpoint next(PolicyState state, Evidence evidence) {
    if (evidence.brokenContexts() > 0) {
      String reason =
          evidence.brokenContexts()
              + " of "
              + evidence.contexts()
              + " contexts have log-probabilities that are not finite";
      return Checkpoint.none(reason, state);
    }
    LearnedFeedback learned = evidence.learned();
    int[] signed = learned.signed();
    double[] y = GroupBootstrap.select(learned.stated(), signed);
    double[] gains = GroupBootstrap.select(learned.gains(), signed);
    Optional<FeedbackFit> fit = FeedbackFit.of(y, gains, learned.scale(), regression);
    if (fit.isEmpty()) {
      return Checkpoint.none(
          "there are not 3 words of different stated feedback in any context", state);
    }
    FeedbackFit line = fit.get();
    ItemScores items = new ItemScores(learned, signed, options);
    SortedMap<String, Estimate> scores = new TreeMap<>();
    scores.putAll(new PromptScores(evidence.cells().prompts(), options).scores());
    TagSlopes tags = new TagSlopes(evidence.cells(), options);
    scores.putAll(tags.scores());
    scores.putAll(items.scores(line));
    int n = signed.length;
    scores.put("a", Estimate.of(Statistic.finite(line.intercept()), n));
    scores.put("b", Estimate.of(Statistic.finite(line.slope()), n));
    scores.put("scale", Estimate.of(Statistic.finite(line.scale()), n));
    scores.put("spread", Estimate.of(Moments.standardDeviation(gains), n));
    scores.put("wrong_sign", Estimate.of(line.wrongSignExcess(), n));
    scores.put("skewness", Estimate.of(line.skewness(), n));
    double[] neutral = GroupBootstrap.select(learned.gains(), learned.neutral());
    scores.put("boost", Estimate.of(line.boosted(neutral), neutral.length));
    Statistic z = scores.get("z").statistic();
    scores.putAll(turn(state, learned, signed, items));
    return new Checkpoint(
        new ProbeResult(
            Optional.empty(), scores, items.controls(), new double[0], feedback(learned, line)),
        Optional.of(ListedSlopes.of(evidence, tags.leftOut())),
        next(state, learned, z));
  }

  private SortedMap<String, Estimate> turn(
      PolicyState state, LearnedFeedback learned, int[] signed, ItemScores items) {
    Statistic asymmetry =
        Statistic.undefined("there is no checkpoint before this one to fall from");
    Estimate drop = Estimate.of(asymmetry, signed.length);
    int samples = signed.length;
    if (state.best().isPresent()) {
      PolicyState.Best best = state.best().get();
      drop = items.drop(best);
      int[] both = Arrays.stream(signed).filter(i -> !Double.isNaN(best.gains()[i])).toArray();
      samples = both.length;
      asymmetry =
          Turn.asymmetry(
              GroupBootstrap.select(learned.stated(), both),
              GroupBootstrap.select(learned.gains(), both),
              GroupBootstrap.select(best.gains(), both),
              learned.scale().mirrored(),
              regression);
    }
    SortedMap<String, Estimate> scores = new TreeMap<>();
    scores.put("drop", drop);
    scores.put("asymmetry", Estimate.of(asymmetry, samples));
    return scores;
  }

  private static PolicyState next(PolicyState state, LearnedFeedback learned, Statistic z) {
    boolean better = z.isDefined() && state.best().map(b -> z.getAsDouble() > b.z()).orElse(true);
    return better
        ? new PolicyState(Optional.of(new PolicyState.Best(z.getAsDouble(), learned.gains())))
        : state;
  }

  private static List<WordFeedback> feedback(LearnedFeedback learned, FeedbackFit line) {
    double origin = learned.scale().origin();
    List<WordFeedback> feedback = new ArrayList<>();
    for (int i : learned.known()) {
      double y = learned.stated()[i];
      double gain = learned.gains()[i];
      boolean stated = !Double.isNaN(y);
      OptionalDouble implied = line.implied(gain);
      feedback.add(
          new WordFeedback(
              learned.items().get(i),
              stated ? OptionalDouble.of(y + origin) : OptionalDouble.empty(),
              implied.isPresent()
                  ? OptionalDouble.of(implied.getAsDouble() + origin)
                  : OptionalDouble.empty(),
              stated ? OptionalDouble.of(line.residual(y, gain)) : OptionalDouble.empty(),
              stated ? line.divergence(y, gain) : OptionalDouble.empty(),
              gain,
              learned.contexts()[i]));
    }
    return feedback;
  }
}
