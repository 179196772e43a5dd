package io.plumbline.streamjobs.operator.evidence;

import io.plumbline.schemas.record.AttributedCondition;
import io.plumbline.schemas.record.AttributedFeature;
import io.plumbline.schemas.record.AttributedWord;
import io.plumbline.schemas.record.AttributionReport;
import io.plumbline.schemas.record.BatchPosition;
import io.plumbline.schemas.record.CheckpointArrived;
import io.plumbline.schemas.record.FeedbackItem;
import io.plumbline.schemas.record.LensToken;
import io.plumbline.schemas.record.ReportStatus;
import io.plumbline.schemas.record.Score;
import io.plumbline.streamjobs.attribution.Attribution;
import io.plumbline.streamjobs.attribution.AttributionProbe;
import io.plumbline.streamjobs.attribution.AttributionState;
import io.plumbline.streamjobs.attribution.Condition;
import io.plumbline.streamjobs.attribution.FeatureAttribution;
import io.plumbline.streamjobs.attribution.LensWord;
import io.plumbline.streamjobs.attribution.PromptSlope;
import io.plumbline.streamjobs.attribution.WordAttribution;
import io.plumbline.streamjobs.stats.Estimate;
import io.plumbline.streamjobs.stats.Statistic;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** Attributions as records. */
final class AttributionReports {
  private static final String METHOD =
      "The log-ratio of the policy against the base at the positions where words are chosen, taken"
          + " apart into activations and unembedding, hooks, one direction, and features of a TopK"
          + " dictionary of the change.";

  /** Prompts of a condition that are listed. */
  private static final int PROMPTS = 15;

  /** Prompts whose slopes are published. */
  private static final int SLOPES = 1000;

  private final StatedFeedback feedback;
  private final PromptTags tags;
  private final Map<String, String> texts = new HashMap<>();

  AttributionReports(StatedFeedback feedback, Collection<FeedbackItem> items) {
    this.feedback = feedback;
    this.tags = new PromptTags(items);
    items.forEach(item -> texts.put(StatedFeedback.promptOf(item), PromptText.of(item)));
  }

  /** Reports on a checkpoint of which nothing could be computed. */
  static AttributionReport incomplete(BatchPosition any, String reason) {
    return builder(any).setStatus(ReportStatus.INCOMPLETE).setReason(reason).build();
  }

  /** Reports on the base. */
  AttributionReport base(CheckpointArrived checkpoint, BatchPosition any, AttributionState state) {
    return builder(any)
        .setStatus(ReportStatus.COMPLETE)
        .setReason("this is the base: nothing has changed yet")
        .setEstimates(EstimateScopes.of(checkpoint))
        .setScores(
            List.of(score("naming_ceiling", Estimate.of(state.namingCeiling(), state.words()))))
        .build();
  }

  /** Reports on a tuned checkpoint. */
  AttributionReport of(
      CheckpointArrived checkpoint,
      BatchPosition any,
      AttributionProbe.Checkpoint found,
      List<String> hooks,
      AttributionWarnings warnings) {
    AttributionReport.Builder report =
        builder(any)
            .setStatus(ReportStatus.COMPLETE)
            .setEstimates(EstimateScopes.of(checkpoint))
            .setFrozen(found.frozen());
    if (found.attribution().isEmpty()) {
      return report
          .setReason("no context has probable candidates that differ in stated feedback")
          .build();
    }
    Attribution attribution = found.attribution().get();
    return report
        .setScores(
            attribution.scores().entrySet().stream()
                .map(
                    score ->
                        ScoreRecords.of(score.getKey(), score.getValue())
                            .setBase(atBase(score.getKey(), found.state()))
                            .build())
                .toList())
        .setControls(
            attribution.controls().entrySet().stream()
                .map(control -> score(control.getKey(), control.getValue()))
                .toList())
        .setWarnings(warnings.of(attribution))
        .setHooks(hooks)
        .setTowards(tokens(attribution.towards()))
        .setAway(tokens(attribution.away()))
        .setFeatures(attribution.features().stream().map(AttributionReports::feature).toList())
        .setConditions(attribution.conditions().stream().map(this::condition).toList())
        .setWords(attribution.words().stream().map(this::word).toList())
        .setCulprits(warnings.culprits(attribution))
        .setCulpritsReason(warnings.noCulprits(attribution).orElse(null))
        .setPrompts(attribution.prompts().stream().limit(SLOPES).map(this::prompt).toList())
        .build();
  }

  /**
   * A score's value at the base, null where it has none. There nothing has changed yet, so that
   * slopes and their parts are 0.
   */
  private static Double atBase(String score, AttributionState state) {
    return score.equals("naming_ceiling")
        ? boxed(state.namingCeiling().value())
        : score.matches("slope([._].*)?|negative_.*") ? Double.valueOf(0) : null;
  }

  private static AttributionReport.Builder builder(BatchPosition any) {
    return AttributionReport.newBuilder()
        .setRun(any.getRun())
        .setStep(any.getStep())
        .setOrdinal(any.getOrdinal())
        .setCheckpoint(any.getCheckpoint())
        .setTime(any.getTime())
        .setMethod(METHOD)
        .setEstimates(List.of())
        .setScores(List.of())
        .setWarnings(List.of())
        .setHooks(List.of())
        .setTowards(List.of())
        .setAway(List.of())
        .setFeatures(List.of())
        .setFrozen(false)
        .setConditions(List.of())
        .setWords(List.of())
        .setCulprits(List.of());
  }

  private static List<LensToken> tokens(List<LensWord> words) {
    return words.stream().map(word -> new LensToken(word.text(), word.weight())).toList();
  }

  private static AttributedFeature feature(FeatureAttribution feature) {
    return AttributedFeature.newBuilder()
        .setFeature(feature.feature())
        .setCarried(feature.a())
        .setSlope(feature.slope())
        .setCaptured(feature.captured())
        .setContexts(feature.contexts())
        .setWords(tokens(feature.words()))
        .build();
  }

  private AttributedCondition condition(Condition condition) {
    return AttributedCondition.newBuilder()
        .setFeature(condition.feature())
        .setCorrelation(condition.correlation())
        .setP(condition.p())
        .setRelativeSlope(score("relative_slope", condition.relativeSlope()))
        .setPrompts(condition.prompts().stream().limit(PROMPTS).map(texts::get).toList())
        .setCount(condition.prompts().size())
        .setTags(tags.typicalOf(condition.prompts()))
        .setWords(tokens(condition.words()))
        .build();
  }

  private Score prompt(PromptSlope prompt) {
    return score(
        texts.get(prompt.prompt()),
        Estimate.of(Statistic.finite(prompt.slope()), prompt.contexts()));
  }

  private AttributedWord word(WordAttribution word) {
    return AttributedWord.newBuilder()
        .setWord(word.word())
        .setGroup(feedback.group(word.word()))
        .setStated(boxed(word.stated()))
        .setContexts(word.contexts())
        .setActivation(word.activation())
        .setUnembedding(word.unembedding())
        .setHooks(Arrays.stream(word.hooks()).boxed().toList())
        .setDivergence(boxed(word.divergence()))
        .build();
  }

  private static Score score(String name, Estimate estimate) {
    return ScoreRecords.of(name, estimate).build();
  }

  private static Double boxed(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }
}
