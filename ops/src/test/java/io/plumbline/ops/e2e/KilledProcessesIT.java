package io.plumbline.ops.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.plumbline.ops.ledger.BatchLedger;
import io.plumbline.ops.ledger.RunLedger;
import io.plumbline.ops.pipeline.Catalogue;
import io.plumbline.ops.replay.RunRecords;
import io.plumbline.ops.stack.BrokerCluster;
import io.plumbline.ops.stack.Endpoints;
import io.plumbline.schemas.record.CheckpointArrived;
import io.plumbline.schemas.topic.TopicNames;
import io.plumbline.schemas.topic.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real processes of {@code plumbline watch} and {@code plumbline worker} are killed with -9, each
 * in the middle of a transaction, and started again; then all brokers are, and stay away until the
 * worker has given its shard up. Every task is issued once, and every batch of activations,
 * log-probabilities and readouts that a task calls for comes once.
 */
@Timeout(900)
class KilledProcessesIT {
  private static final long LOOK_MILLIS = 100;
  private static final long LONGER_THAN_A_QUESTION_MILLIS = 20_000;
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final int FEW = 100;
  private static final TopicNames NAMES = TopicNames.live();

  @TempDir Path directory;

  @Test
  void loseAndDoubleNothing() throws Exception {
    TinyRun run = TinyRun.prepare(directory.resolve("run"));
    try (BrokerCluster brokers = BrokerCluster.start(directory.resolve("brokers"));
        Admin admin = brokers.admin()) {
      Endpoints endpoints = brokers.endpoints();
      Catalogue.ensure(endpoints, NAMES, Topics.ALL);
      saveCheckpoint(run, 10);
      killCoordinatorTwice(run, endpoints, admin);
      saveCheckpoint(run, 20);
      try (Victim coordinator = coordinator(run, endpoints)) {
        killWorkers(endpoints, admin);
        saveCheckpoint(run, 30);
        killBrokers(brokers, admin);
        assertThat(coordinator.isAlive()).isTrue();
      }
      // What the last workers did before they ended is counted, too.
      BatchLedger ledger = RunLedger.extraction(records(endpoints), NAMES);
      assertThat(ledger.irregular()).isEmpty();
      assertThat(ledger.failures()).isEmpty();
      assertThat(ledger.count().expected()).isGreaterThan(FEW);
      assertThat(announced(endpoints))
          .extracting(CheckpointArrived::getOrdinal, CheckpointArrived::getStep)
          .containsExactly(tuple(0, 0), tuple(1, 10), tuple(2, 20), tuple(3, 30));
    }
  }

  /** While it opens the run, and again once it has announced the first checkpoint. */
  private void killCoordinatorTwice(TinyRun run, Endpoints endpoints, Admin admin)
      throws Exception {
    try (Victim coordinator = coordinator(run, endpoints)) {
      coordinator.killInTransaction(admin, NAMES.prefix() + "coordinator-" + TinyRun.NAME);
    }
    // Which of its transactions it was caught in is not known; the last one announces step 10.
    assertThat(announced(endpoints)).hasSizeLessThan(2);
    try (Victim coordinator = coordinator(run, endpoints)) {
      while (announced(endpoints).size() < 2) {
        assertThat(coordinator.isAlive()).isTrue();
        Thread.sleep(LOOK_MILLIS);
      }
      coordinator.kill();
    }
  }

  /** One alone at first; when it is dead, its successor and another one share what is left. */
  private void killWorkers(Endpoints endpoints, Admin admin) throws Exception {
    try (Victim first = worker(endpoints, "one")) {
      first.killInTransaction(admin, NAMES.prefix() + "worker-one");
    }
    try (Victim successor = worker(endpoints, "one");
        Victim other = worker(endpoints, "two")) {
      awaitExtracted(endpoints, 3, successor, other);
    }
  }

  /**
   * While a worker publishes, for longer than it waits with its transaction, and then with the
   * question how far it had come.
   */
  private void killBrokers(BrokerCluster brokers, Admin admin) throws Exception {
    try (Victim worker = worker(brokers.endpoints(), "one")) {
      while (Victim.openTransaction(admin, NAMES.prefix() + "worker-one").isEmpty()) {
        assertThat(worker.isAlive()).isTrue();
      }
      long before = attemptsGivenUp();
      brokers.killAll();
      while (attemptsGivenUp() == before) {
        Thread.sleep(LOOK_MILLIS);
      }
      Thread.sleep(LONGER_THAN_A_QUESTION_MILLIS);
      brokers.startAll();
      brokers.awaitInSync();
      awaitExtracted(brokers.endpoints(), 4, worker);
    }
  }

  private long attemptsGivenUp() throws IOException {
    Path log = directory.resolve("worker-one/worker/logs/worker.log");
    try (Stream<String> lines = Files.lines(log)) {
      return lines.filter(line -> line.contains("will be done again")).count();
    }
  }

  /** Gives up in the end; who counts afterwards names what has not come by then. */
  private static void awaitExtracted(Endpoints endpoints, int checkpoints, Victim... workers)
      throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline && !isExtracted(endpoints, checkpoints)) {
      assertThat(workers).allMatch(Victim::isAlive);
      Thread.sleep(LOOK_MILLIS);
    }
  }

  private static boolean isExtracted(Endpoints endpoints, int checkpoints) {
    return announced(endpoints).size() == checkpoints
        && RunLedger.extraction(records(endpoints), NAMES).ended();
  }

  private Victim coordinator(TinyRun run, Endpoints endpoints) throws IOException {
    List<String> options = new ArrayList<>(run.watchOptions());
    options.addAll(List.of("--no-worker", "--set", "capture.shard-items=4"));
    return Victim.start(directory, endpoints, "watch", options);
  }

  private Victim worker(Endpoints endpoints, String name) throws IOException {
    Path own = Files.createDirectories(directory.resolve("worker-" + name));
    return Victim.start(own, endpoints, "worker", List.of("--name", name));
  }

  private static List<CheckpointArrived> announced(Endpoints endpoints) {
    List<CheckpointArrived> announced = new ArrayList<>();
    records(endpoints)
        .read(
            NAMES, Topics.CHECKPOINTS, (key, record) -> announced.add((CheckpointArrived) record));
    return announced;
  }

  private static RunRecords records(Endpoints endpoints) {
    return new RunRecords(endpoints, TinyRun.NAME);
  }

  /** The base model with other values in its last tensor, complete at once. */
  private static void saveCheckpoint(TinyRun run, int step) throws IOException {
    Path saved =
        Files.createDirectories(run.directory().checkpoints().resolve("checkpoint-" + step));
    Path base = run.directory().base();
    Files.copy(base.resolve("config.json"), saved.resolve("config.json"));
    byte[] weights = Files.readAllBytes(base.resolve("model.safetensors"));
    for (int element = 1; element <= 16; element++) {
      // The lowest byte of a mantissa: another number, and a finite one.
      weights[weights.length - element * Float.BYTES] ^= (byte) step;
    }
    Files.write(saved.resolve("model.safetensors"), weights);
    Files.writeString(saved.resolve("trainer_state.json"), "{}");
  }
}
