package io.plumbline.sinks.sample;

import io.plumbline.schemas.record.AttributedCondition;
import io.plumbline.schemas.record.AttributedFeature;
import io.plumbline.schemas.record.AttributionReport;
import io.plumbline.schemas.record.EstimateScope;
import io.plumbline.schemas.record.LensToken;
import io.plumbline.schemas.record.Measure;
import io.plumbline.schemas.record.ReportStatus;
import io.plumbline.schemas.record.Score;
import java.util.List;

/** An attribution of a sample run that learned less in prompts about food. */
public final class SampleAttribution {
  public static final String HOOK = "blocks.2.hook_resid_post";

  private SampleAttribution() {}

  public static AttributionReport of(SampleRun run, int ordinal) {
    return AttributionReport.newBuilder()
        .setRun(run.run())
        .setStep(15 * ordinal)
        .setOrdinal(ordinal)
        .setCheckpoint("checkpoint-" + ordinal)
        .setTime(run.arrived(ordinal).getTime())
        .setStatus(ReportStatus.COMPLETE)
        .setMethod("")
        .setEstimates(
            List.of(
                new EstimateScope("attribution", true, "the head is the base's", true),
                new EstimateScope("policy", true, "sees all", true),
                new EstimateScope("probes", false, "no value head shares the trunk", true)))
        .setScores(
            List.of(
                score("against_share", 0.08),
                score("change_captured", 0.64),
                score("direction_share", 0.91),
                score("features_share", 0.97),
                score("slope", 0.4),
                score("slope." + HOOK, 0.38),
                score("slope_activation", 0.4),
                score("slope_unembedding", 0)))
        .setWarnings(List.of("the features capture 64% of the change"))
        .setHooks(List.of(HOOK))
        .setTowards(List.of(new LensToken(" vibrant", 3.2), new LensToken(" joyful", 2.9)))
        .setAway(List.of(new LensToken(" dull", -2.1)))
        .setFeatures(
            List.of(
                feature(7, 0.2, List.of(new LensToken(" warmth", 2.5))),
                feature(3, -0.03, List.of(new LensToken(" yummy", 1.5)))))
        .setFrozen(true)
        .setConditions(
            List.of(
                AttributedCondition.newBuilder()
                    .setFeature(11)
                    .setCorrelation(-0.4)
                    .setP(0.003)
                    .setRelativeSlope(score("relative_slope", 0.35))
                    .setPrompts(List.of("Tell me about your favourite dish."))
                    .setCount(1)
                    .setTags(List.of(new Measure("topic=food", 0.9)))
                    .setWords(List.of(new LensToken(" soup", 1.2)))
                    .build()))
        .setWords(List.of())
        .setCulprits(List.of())
        .setCulpritsReason("the head is not trained")
        .setPrompts(List.of(score("What do you think of fresh bread?", -0.1)))
        .build();
  }

  private static Score score(String name, double value) {
    return Score.newBuilder()
        .setName(name)
        .setValue(value)
        .setLow(value - 0.05)
        .setHigh(value + 0.05)
        .setSamples(40)
        .build();
  }

  private static AttributedFeature feature(int feature, double carried, List<LensToken> words) {
    return AttributedFeature.newBuilder()
        .setFeature(feature)
        .setCarried(carried)
        .setSlope(carried)
        .setCaptured(0.1)
        .setContexts(12)
        .setWords(words)
        .build();
  }
}
