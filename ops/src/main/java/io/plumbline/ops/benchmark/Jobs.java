package io.plumbline.ops.benchmark;

import io.plumbline.extractor.kafka.KafkaConnection;
import io.plumbline.extractor.kafka.Publisher;
import io.plumbline.ops.pipeline.Catalogue;
import io.plumbline.ops.stack.Endpoints;
import io.plumbline.ops.stack.FlinkCluster;
import io.plumbline.ops.stack.FlinkJob;
import io.plumbline.schemas.record.DictionaryVersion;
import io.plumbline.schemas.record.FeedbackItem;
import io.plumbline.schemas.topic.Keys;
import io.plumbline.schemas.topic.Topic;
import io.plumbline.schemas.topic.TopicAdmin;
import io.plumbline.schemas.topic.TopicNames;
import io.plumbline.schemas.topic.Topics;
import io.plumbline.streamjobs.job.JobOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BiConsumer;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Jobs on topics of their own, and what a synthetic run feeds them. */
final class Jobs implements AutoCloseable {
  private static final TopicNames NAMES = new TopicNames("benchmark.");
  private static final int SLOTS = 2;

  /** Short, since what is measured waits for it. */
  private static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(1);

  private final Endpoints endpoints;
  private final FlinkCluster flink;
  private final Publisher publisher;
  private final Deque<FlinkJob> running = new ArrayDeque<>();

  /**
   * @param directory where the jobs keep their state
   */
  Jobs(Endpoints endpoints, Path directory) throws Exception {
    this.endpoints = endpoints;
    Catalogue.ensure(endpoints, NAMES, Topics.ALL);
    this.publisher =
        new Publisher(
            new KafkaConnection(endpoints.brokers(), endpoints.registry(), NAMES),
            NAMES.prefix() + "extractor");
    this.flink = FlinkCluster.start(directory, SLOTS);
  }

  /** Starts a job that goes on until this is closed. */
  void start(String stage, BiConsumer<StreamExecutionEnvironment, JobOptions> job)
      throws Exception {
    String name = NAMES.prefix() + stage;
    StreamExecutionEnvironment environment = flink.environment(name);
    job.accept(
        environment,
        JobOptions.live(endpoints.brokers(), endpoints.registry(), name)
            .withCheckpointInterval(CHECKPOINT_INTERVAL)
            .withInputs(NAMES)
            .withOutputs(NAMES));
    running.push(flink.submit(name, environment));
  }

  /** Reads a topic from its beginning on. */
  TopicTail tail(Topic topic) {
    return new TopicTail(endpoints, NAMES.of(topic));
  }

  /** Publishes what a run starts with. */
  void publish(SyntheticRun run) {
    publisher.begin();
    publisher.send(Topics.RUNS, run.name(), 1, run.spec());
    for (DictionaryVersion chunk : run.weights()) {
      String key = Keys.of(run.name(), chunk.getHook(), chunk.getChunk());
      publisher.send(Topics.GIVEN_DICTIONARIES, key, 1, chunk);
    }
    for (FeedbackItem item : run.feedback()) {
      publisher.send(Topics.FEEDBACK, Keys.of(item.getDataset(), item.getItem()), 1, item);
    }
    publisher.commit();
  }

  /** Publishes all of a checkpoint, which becomes visible at once, at the end. */
  void publish(SyntheticRun run, int ordinal) {
    publisher.begin();
    publisher.send(Topics.CHECKPOINTS, run.name(), 1, run.checkpoint(ordinal));
    run.logProbs(ordinal).forEach(batch -> publisher.send(Topics.LOG_PROBS, run.name(), 1, batch));
    run.activations(ordinal)
        .forEach(
            batch ->
                publisher.send(
                    Topics.ACTIVATIONS, Keys.of(run.name(), SyntheticRun.HOOK), 1, batch));
    publisher.commit();
  }

  @Override
  public void close() throws Exception {
    for (FlinkJob job : running) {
      job.cancel();
    }
    flink.close();
    publisher.close();
    try (TopicAdmin admin = new TopicAdmin(endpoints.brokers())) {
      admin.delete(NAMES, Topics.ALL);
    }
  }
}
