package io.plumbline.extractor.coordinator;

import io.plumbline.extractor.CodeVersion;
import io.plumbline.extractor.feedback.Dataset;
import io.plumbline.extractor.kafka.TopicReader;
import io.plumbline.schemas.UserError;
import io.plumbline.schemas.digest.RunDigest;
import io.plumbline.schemas.record.FeedbackDataset;
import io.plumbline.schemas.record.RunSpec;
import io.plumbline.schemas.topic.Topics;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Finds the specification of a run, or makes one. */
final class RunOpening {
  private RunOpening() {}

  /** The specification that was published under this name, if any. */
  static Optional<RunSpec> published(TopicReader topics, String run) {
    AtomicReference<RunSpec> last = new AtomicReference<>();
    topics.forEach(
        Topics.RUNS, RunSpec.class, run::equals, (key, spec, partition, offset) -> last.set(spec));
    return Optional.ofNullable(last.get());
  }

  /** A specification for these inputs. */
  static RunSpec specification(String run, RunInputs inputs, long time) {
    return RunDigest.sealed(
        RunSpec.newBuilder()
            .setRun(run)
            .setDigest("")
            .setTime(time)
            .setCodeVersion(CodeVersion.current())
            .setBaseModel(String.valueOf(inputs.base().getFileName()))
            .setBaseDigest(inputs.baseDigest())
            .setFeedback(inputs.feedback().record())
            .setCorpus(corpus(inputs))
            .setSettings(inputs.settings().toRecords())
            .build());
  }

  /**
   * Checks that a run can go on with these inputs.
   *
   * @throws UserError naming what differs
   */
  static void checkSame(RunSpec published, RunInputs inputs) {
    String difference = "";
    if (!published.getBaseDigest().equals(inputs.baseDigest())) {
      difference = "another base model";
    } else if (!published.getFeedback().equals(inputs.feedback().record())) {
      difference = "other feedback";
    } else if (!Objects.equals(published.getCorpus(), corpus(inputs))) {
      difference = "another corpus";
    } else if (!published.getSettings().equals(inputs.settings().toRecords())) {
      difference = "other settings";
    }
    if (!difference.isEmpty()) {
      throw new UserError(
          "run '"
              + published.getRun()
              + "' exists already with "
              + difference
              + "; choose another name with --run, or start it as before to go on with it");
    }
  }

  private static FeedbackDataset corpus(RunInputs inputs) {
    return inputs.corpus().map(Dataset::record).orElse(null);
  }
}
