package io.plumbline.ops.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.ops.ledger.BatchCount;
import io.plumbline.ops.ledger.RunLedger;
import io.plumbline.ops.pipeline.Catalogue;
import io.plumbline.ops.replay.RunRecords;
import io.plumbline.ops.stack.BrokerCluster;
import io.plumbline.ops.stack.Endpoints;
import io.plumbline.ops.stack.SessionCluster;
import io.plumbline.schemas.UserError;
import io.plumbline.schemas.topic.Brokers;
import io.plumbline.schemas.topic.TopicNames;
import io.plumbline.schemas.topic.Topics;
import io.plumbline.sinks.feed.RunFeed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole system as platform teams run it, every part a process: three brokers, a JobManager, two
 * TaskManagers, a coordinator, two workers, two sinks; clients log in over TLS. Each kind is killed
 * with -9: nothing is lost, nothing doubled, and a replay gives the same bytes.
 */
@Timeout(600)
class ClusterIT {
  private static final long OUTAGE_MILLIS = 10_000;
  private static final TopicNames NAMES = TopicNames.live();

  @TempDir Path directory;

  @Test
  void goesOnWhateverIsKilled() throws Exception {
    TinyRun run = TinyRun.train(directory.resolve("training"));
    try (BrokerCluster brokers = BrokerCluster.start(directory.resolve("brokers"))) {
      Endpoints endpoints = brokers.endpoints();
      assertRefused(endpoints);
      Catalogue.ensure(endpoints, NAMES, Topics.ALL);
      analyse(run, brokers);

      BatchCount batches = RunLedger.count(new RunRecords(endpoints, TinyRun.NAME), NAMES, NAMES);
      assertThat(batches.expected()).isGreaterThan(50);
      assertThat(batches).isEqualTo(new BatchCount(batches.expected(), batches.expected(), 0));
      WholeWayIT.assertIdentical(endpoints, directory.resolve("replay"), 1);
    }
  }

  /** The brokers want a password, and a wrong one is told of as such. */
  private static void assertRefused(Endpoints endpoints) {
    Map<String, String> wrong = new TreeMap<>(endpoints.brokers().client());
    wrong.computeIfPresent("sasl.jaas.config", (name, login) -> login.replace("of-the-tests", "x"));
    Brokers refusing = new Brokers(endpoints.brokers().addresses(), wrong);
    assertThatThrownBy(
            () ->
                Catalogue.ensure(new Endpoints(refusing, endpoints.registry()), NAMES, Topics.ALL))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("refuse this client")
        .hasMessageContaining("--kafka-config");
  }

  private void analyse(TinyRun run, BrokerCluster brokers) throws Exception {
    Endpoints endpoints = brokers.endpoints();
    Path last = putAside(run);
    try (SessionCluster cluster = SessionCluster.start(directory.resolve("flink"), endpoints);
        SinkProcess oneSink = SinkProcess.start(directory.resolve("sink-one"), endpoints);
        SinkProcess otherSink = SinkProcess.start(directory.resolve("sink-two"), endpoints);
        RunFeed feed = RunFeed.start(endpoints.brokers(), endpoints.registry(), NAMES);
        Victim coordinator = coordinator(run, endpoints);
        Victim oneWorker = worker(endpoints, "one");
        Victim otherWorker = worker(endpoints, "two");
        Admin admin = brokers.admin()) {
      int lost = coordinatorOfOpenTransaction(admin);
      brokers.kill(lost);
      brokers.killRegistry();
      Thread.sleep(OUTAGE_MILLIS);
      brokers.startRegistry();
      WholeWayIT.awaitReports(feed, 1);
      cluster.replaceJobManager();
      brokers.startBroker(lost);
      brokers.awaitInSync();

      Files.move(last, run.directory().checkpoints().resolve(last.getFileName()));
      cluster.awaitSubmissions(2);
      cluster.replaceTaskManagers();
      oneSink.replace();
      otherSink.replace();
      WholeWayIT.awaitReports(feed, TinyRun.CHECKPOINTS);
      cluster.awaitSubmissions(2);
      assertThat(List.of(coordinator, oneWorker, otherWorker)).allMatch(Victim::isAlive);
      assertThat(List.of(oneSink, otherSink)).allMatch(SinkProcess::isAlive);
    }
  }

  /** The broker that will be asked to commit what a worker is publishing. */
  private static int coordinatorOfOpenTransaction(Admin admin) throws Exception {
    while (true) {
      for (String worker : List.of("one", "two")) {
        Optional<TransactionDescription> open =
            Victim.openTransaction(admin, NAMES.prefix() + "worker-" + worker);
        if (open.isPresent()) {
          return open.get().coordinatorId();
        }
      }
    }
  }

  private Victim coordinator(TinyRun run, Endpoints endpoints) throws IOException {
    List<String> options = new ArrayList<>(run.watchOptions());
    options.add("--no-worker");
    TinyRun.SETTINGS.forEach((name, value) -> options.addAll(List.of("--set", name + "=" + value)));
    return Victim.start(directory, endpoints, "watch", options);
  }

  private Victim worker(Endpoints endpoints, String name) throws IOException {
    Path own = Files.createDirectories(directory.resolve("worker-" + name));
    return Victim.start(own, endpoints, "worker", List.of("--name", name));
  }

  /** The last checkpoint, which is to come later. */
  private Path putAside(TinyRun run) throws IOException {
    Path last = run.directory().checkpoints().resolve("checkpoint-2");
    return Files.move(last, directory.resolve("checkpoint-2"));
  }
}
