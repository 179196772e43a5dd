package io.plumbline.ops.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.plumbline.extractor.coordinator.TaskLedger;
import io.plumbline.extractor.kafka.KafkaConnection;
import io.plumbline.extractor.watch.Watch;
import io.plumbline.extractor.watch.WatchListener;
import io.plumbline.extractor.watch.WatchOptions;
import io.plumbline.extractor.worker.WorkerListener;
import io.plumbline.extractor.worker.WorkerOptions;
import io.plumbline.extractor.worker.WorkerThread;
import io.plumbline.ops.replay.RunRecords;
import io.plumbline.ops.stack.Endpoints;
import io.plumbline.schemas.record.CheckpointArrived;
import io.plumbline.schemas.record.DeadLetter;
import io.plumbline.schemas.record.ExtractionTask;
import io.plumbline.schemas.settings.RunSettings;
import io.plumbline.schemas.topic.Topic;
import io.plumbline.schemas.topic.TopicNames;
import io.plumbline.schemas.topic.Topics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A directory whose trainer writes one checkpoint again at the same step and leaves others damaged,
 * each in its way, with feedback that has a bad row, read by two workers beside a watch that has
 * none.
 *
 * @param base model that checkpoints are made from
 * @param root where they are written
 * @param feedback what is read with them
 */
record TroubledDirectory(Path base, Path root, Path feedback) {
  private static final String RUN = "troubled";
  private static final TopicNames NAMES = TopicNames.live();
  private static final long LOOK_MILLIS = 100;
  private static final List<Damage> DAMAGED =
      Arrays.stream(Damage.values()).filter(damage -> damage != Damage.NONE).toList();

  static TroubledDirectory of(TinyRun run, Path root) throws IOException {
    Path triples = run.directory().feedbackFiles().get(0);
    Path feedback =
        Files.writeString(
            Files.createDirectories(root).resolve("triples.jsonl"),
            "no JSON\n" + Files.readString(triples));
    return new TroubledDirectory(run.directory().base(), root, feedback);
  }

  /** Watches it to its end. */
  void assertIsReadAsItBecame(Endpoints endpoints) throws Exception {
    KafkaConnection connection =
        new KafkaConnection(endpoints.brokers(), endpoints.registry(), NAMES);
    WatchOptions options =
        WatchOptions.builder(connection, base, root)
            .feedback(List.of(feedback))
            .skipBadRows(true)
            .run(RUN)
            .settings(RunSettings.defaults().with("capture.shard-items", "8"))
            .withWorker(false)
            .build();
    Seen seen = new Seen();
    Published published = new Published();
    try (Watch watch = Watch.start(options, seen);
        WorkerThread one = worker(connection, published);
        WorkerThread other = worker(connection, published)) {
      one.start();
      other.start();
      save(10, 1, Damage.NONE);
      seen.await(10, 1);
      save(10, 2, Damage.NONE);
      seen.await(10, 2);
      for (int i = 0; i < DAMAGED.size(); i++) {
        save(20 + i, 3, DAMAGED.get(i));
      }
      save(30, 4, Damage.NONE);
      watch.finish();
    }
    List<CheckpointArrived> announced = announced(endpoints);
    assertThat(announced)
        .extracting(CheckpointArrived::getOrdinal, CheckpointArrived::getStep)
        .containsExactly(tuple(0, 0), tuple(1, 10), tuple(2, 10), tuple(3, 30));
    assertThat(announced).extracting(CheckpointArrived::getCheckpoint).doesNotHaveDuplicates();
    assertThat(deadLetters(endpoints, Topics.FEEDBACK))
        .singleElement()
        .asString()
        .startsWith(feedback + ":1: is not JSON");
    List<String> refused = deadLetters(endpoints, Topics.CHECKPOINTS);
    assertThat(refused).hasSize(DAMAGED.size());
    for (int i = 0; i < DAMAGED.size(); i++) {
      String checkpoint = "/checkpoint-" + (20 + i) + "/";
      assertThat(refused)
          .filteredOn(reason -> reason.contains(checkpoint))
          .singleElement()
          .asString()
          .matches(".*" + checkpoint + DAMAGED.get(i).reason());
    }
    List<ExtractionTask> tasks = tasks(endpoints);
    assertThat(published.failures).isEmpty();
    assertThat(published.shards).hasValue(tasks.size());
    for (int step : new int[] {0, 30}) {
      int total = (int) tasks.stream().filter(task -> task.getStep() == step).count();
      List<TaskLedger.Progress> told = seen.progress.get(step).stream().toList();
      assertThat(told).extracting(TaskLedger.Progress::total).containsOnly(total);
      assertThat(told).extracting(TaskLedger.Progress::done).isSorted().endsWith(total);
    }
  }

  private static WorkerThread worker(KafkaConnection connection, Published published) {
    return new WorkerThread(connection, WorkerOptions.of("auto", 1), published);
  }

  /** The base model with another last number, and then damaged; marked as complete. */
  private void save(int step, int change, Damage damage) throws IOException {
    Path saved = Files.createDirectories(root.resolve("checkpoint-" + step));
    byte[] weights = Files.readAllBytes(base.resolve("model.safetensors"));
    weights[weights.length - Float.BYTES] ^= (byte) change;
    Files.writeString(saved.resolve("config.json"), Files.readString(base.resolve("config.json")));
    Files.write(saved.resolve("model.safetensors"), damage.of(weights));
    Files.writeString(saved.resolve("trainer_state.json"), "{}");
  }

  private static List<CheckpointArrived> announced(Endpoints endpoints) {
    List<CheckpointArrived> announced = new ArrayList<>();
    new RunRecords(endpoints, RUN)
        .read(
            NAMES, Topics.CHECKPOINTS, (key, record) -> announced.add((CheckpointArrived) record));
    return announced;
  }

  private static List<ExtractionTask> tasks(Endpoints endpoints) {
    List<ExtractionTask> tasks = new ArrayList<>();
    new RunRecords(endpoints, RUN)
        .read(NAMES, Topics.EXTRACTION_TASKS, (key, record) -> tasks.add((ExtractionTask) record));
    return tasks;
  }

  private static List<String> deadLetters(Endpoints endpoints, Topic source) {
    List<String> reasons = new ArrayList<>();
    new RunRecords(endpoints, NAMES.of(source))
        .read(
            NAMES,
            Topics.DEAD_LETTERS,
            (key, record) -> {
              DeadLetter letter = (DeadLetter) record;
              if (StandardCharsets.UTF_8
                  .decode(letter.getKey().duplicate())
                  .toString()
                  .equals(RUN)) {
                reasons.add(letter.getError());
              }
            });
    return reasons;
  }

  /** What the watch told. */
  private static final class Seen implements WatchListener {
    private final Map<Integer, Queue<TaskLedger.Progress>> progress = new ConcurrentHashMap<>();
    private final Queue<Integer> announced = new ConcurrentLinkedQueue<>();

    @Override
    public void checkpointAnnounced(CheckpointArrived checkpoint) {
      announced.add(checkpoint.getStep());
    }

    @Override
    public void progress(TaskLedger.Progress checkpoint) {
      progress
          .computeIfAbsent(checkpoint.step(), first -> new ConcurrentLinkedQueue<>())
          .add(checkpoint);
    }

    /** Waits until a step has been announced so often, and all shards of it are done. */
    void await(int step, int times) throws InterruptedException {
      while (announced.stream().filter(told -> told == step).count() < times
          || progress.getOrDefault(step, new ConcurrentLinkedQueue<>()).stream()
                  .filter(told -> told.done() == told.total())
                  .count()
              < times) {
        Thread.sleep(LOOK_MILLIS);
      }
    }
  }

  /** What both workers did. */
  private static final class Published implements WorkerListener {
    private final AtomicInteger shards = new AtomicInteger();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();

    @Override
    public void shardPublished(ExtractionTask task, int records) {
      shards.incrementAndGet();
    }

    @Override
    public void shardFailed(ExtractionTask task, String reason) {
      failures.add(reason);
    }
  }
}
