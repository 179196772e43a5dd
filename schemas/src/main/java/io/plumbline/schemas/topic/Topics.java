package io.plumbline.schemas.topic;

import io.plumbline.schemas.record.ActivationBatch;
import io.plumbline.schemas.record.Alert;
import io.plumbline.schemas.record.AttributionReport;
import io.plumbline.schemas.record.CheckpointArrived;
import io.plumbline.schemas.record.DeadLetter;
import io.plumbline.schemas.record.DictionaryVersion;
import io.plumbline.schemas.record.DriftReport;
import io.plumbline.schemas.record.ExtractionTask;
import io.plumbline.schemas.record.FeatureBatch;
import io.plumbline.schemas.record.FeedbackItem;
import io.plumbline.schemas.record.ImplicitFeedback;
import io.plumbline.schemas.record.LogProbBatch;
import io.plumbline.schemas.record.ProbeReport;
import io.plumbline.schemas.record.ReadoutBatch;
import io.plumbline.schemas.record.RewardBatch;
import io.plumbline.schemas.record.RunSpec;
import java.time.Duration;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/** The catalogue of topics. Names on the broker are the prefix and the topic's name. */
public final class Topics {
  /** Prefix of the live topics where none is configured. */
  public static final String DEFAULT_PREFIX = "plumbline.";

  private static final Duration KEPT = Duration.ofDays(30);

  public static final Topic RUNS = compacted("runs", RunSpec.class, "run");
  public static final Topic FEEDBACK = compacted("feedback", FeedbackItem.class, "dataset/item");
  public static final Topic CHECKPOINTS = kept("checkpoints", CheckpointArrived.class, "run", 1);
  public static final Topic EXTRACTION_TASKS =
      kept("extraction-tasks", ExtractionTask.class, "run/step/role/shard", 8);
  public static final Topic ACTIVATIONS = kept("activations", ActivationBatch.class, "run/hook", 4);
  public static final Topic LOG_PROBS = kept("log-probs", LogProbBatch.class, "run", 2);
  public static final Topic READOUTS = kept("readouts", ReadoutBatch.class, "run", 2);
  public static final Topic REWARDS = kept("rewards", RewardBatch.class, "run/step", 2);

  /** Weights that a run is given, in the form in which trained ones are published. */
  public static final Topic GIVEN_DICTIONARIES =
      compacted("given-dictionaries", DictionaryVersion.class, "run/hook/chunk");

  public static final Topic DICTIONARIES =
      kept("dictionaries", DictionaryVersion.class, "run/hook", 2);
  public static final Topic FEATURES = kept("features", FeatureBatch.class, "run/step", 4);
  public static final Topic PROBE_REPORTS =
      kept("probe-reports", ProbeReport.class, "run/probe", 2);
  public static final Topic IMPLICIT_FEEDBACK =
      kept("implicit-feedback", ImplicitFeedback.class, "run/probe", 2);
  public static final Topic ATTRIBUTIONS = kept("attributions", AttributionReport.class, "run", 1);
  public static final Topic DRIFT = kept("drift", DriftReport.class, "run", 1);
  public static final Topic ALERTS = compacted("alerts", Alert.class, "run/rule");
  public static final Topic DEAD_LETTERS =
      kept("dead-letters", DeadLetter.class, "source topic/partition/offset", 1);

  /** All topics, in the order of the data's way. */
  public static final List<Topic> ALL =
      List.of(
          RUNS,
          FEEDBACK,
          CHECKPOINTS,
          EXTRACTION_TASKS,
          ACTIVATIONS,
          LOG_PROBS,
          READOUTS,
          REWARDS,
          GIVEN_DICTIONARIES,
          DICTIONARIES,
          FEATURES,
          PROBE_REPORTS,
          IMPLICIT_FEEDBACK,
          ATTRIBUTIONS,
          DRIFT,
          ALERTS,
          DEAD_LETTERS);

  /** Topics that are computed from the others, and that a replay computes again. */
  public static final List<Topic> DERIVED =
      List.of(
          DICTIONARIES, FEATURES, PROBE_REPORTS, IMPLICIT_FEEDBACK, ATTRIBUTIONS, DRIFT, ALERTS);

  private Topics() {}

  private static Topic kept(
      String name, Class<? extends SpecificRecord> type, String key, int partitions) {
    return new Topic(name, type, key, partitions, KEPT, false);
  }

  private static Topic compacted(String name, Class<? extends SpecificRecord> type, String key) {
    return new Topic(name, type, key, 1, KEPT, true);
  }
}
