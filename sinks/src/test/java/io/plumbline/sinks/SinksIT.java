package io.plumbline.sinks;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.plumbline.schemas.digest.CanonicalBytes;
import io.plumbline.schemas.digest.RecordIds;
import io.plumbline.schemas.digest.Sha256;
import io.plumbline.schemas.digest.TopicDigest;
import io.plumbline.schemas.record.Alert;
import io.plumbline.schemas.record.DeadLetter;
import io.plumbline.schemas.record.DriftReport;
import io.plumbline.schemas.topic.Brokers;
import io.plumbline.schemas.topic.Topic;
import io.plumbline.schemas.topic.TopicNames;
import io.plumbline.schemas.topic.Topics;
import io.plumbline.sinks.feed.RunFeed;
import io.plumbline.sinks.real.Cluster;
import io.plumbline.sinks.real.Registry;
import io.plumbline.sinks.sample.Played;
import io.plumbline.sinks.sample.SampleRun;
import io.plumbline.sinks.topology.DriftApp;
import io.plumbline.sinks.topology.DriftOptions;
import io.plumbline.sinks.webhook.Webhook;
import io.plumbline.sinks.webhook.WebhookOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sinks on a real broker and a real registry. */
class SinksIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Topic[] INPUTS = {
    Topics.RUNS, Topics.PROBE_REPORTS, Topics.IMPLICIT_FEEDBACK
  };

  @TempDir static Path brokerDirectory;
  private static Cluster cluster;

  @TempDir Path state;
  private final SampleRun run = SampleRun.poisoned();
  private TopicNames names;

  @BeforeAll
  static void start() throws Exception {
    cluster = new Cluster(brokerDirectory);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @BeforeEach
  void topics() {
    names = cluster.fresh();
  }

  @Test
  void driftIsWrittenOnceAcrossRestartsAndBadBytesAreDeadLetters() throws Exception {
    cluster.write(names, records(0, 5));
    cluster.writeBytes(names.of(Topics.PROBE_REPORTS), "noise".getBytes(StandardCharsets.UTF_8));
    try (DriftApp app = DriftApp.start(options())) {
      app.awaitConsumed(cluster.ends(names, INPUTS), PATIENCE);
    }
    assertThat(identified(drift())).isEqualTo(identified(Played.of(run).reports().subList(0, 5)));

    cluster.write(names, records(3, 9));
    try (DriftApp app = DriftApp.start(options())) {
      app.awaitRunning(PATIENCE);
      Map<TopicPartition, Long> ends = cluster.ends(names, INPUTS);
      app.awaitConsumed(ends, PATIENCE);
      assertThat(app.consumed(ends)).isTrue();
      assertThat(app.failure()).isEmpty();
    }
    assertThat(identified(drift())).isEqualTo(identified(Played.of(run).reports()));
    assertThat(identified(alerts())).isEqualTo(identified(Played.of(run).alerts()));
    assertThat(cluster.read(names, Topics.DEAD_LETTERS, DeadLetter.class))
        .singleElement()
        .satisfies(letter -> assertThat(letter.getStage()).isEqualTo("sinks.drift"));
  }

  @Test
  void aSecondAnalysisOfTheSameTopicsIsTheSame() {
    cluster.write(names, records(0, 9));
    TopicNames again = cluster.fresh();
    DriftOptions replay =
        options().withOutput(again).withApplicationId("replay").withRun(run.run());
    try (DriftApp live = DriftApp.start(options())) {
      live.awaitConsumed(cluster.ends(names, INPUTS), PATIENCE);
    }
    DriftApp second = DriftApp.start(replay);
    second.awaitConsumed(cluster.ends(names, INPUTS), PATIENCE);
    second.closeAndForget();

    List<DriftReport> repeated = cluster.read(again, Topics.DRIFT, DriftReport.class);
    assertThat(identified(repeated)).isEqualTo(identified(drift()));
    assertThat(digest(repeated)).isEqualTo(digest(drift()));
    assertThat(digest(cluster.read(again, Topics.ALERTS, Alert.class))).isEqualTo(digest(alerts()));
  }

  @Test
  void theFeedTellsOfWhatIsThereAndOfWhatComes() throws Exception {
    List<SpecificRecord> story = Played.records(run);
    cluster.write(names, story.subList(0, 6));
    try (RunFeed feed = RunFeed.start(Brokers.at(cluster.bootstrap()), Registry.url(), names)) {
      feed.awaitCaughtUp(PATIENCE);
      assertThat(feed.book().run(run.run()).orElseThrow().reports()).hasSize(2);

      BlockingQueue<SpecificRecord> heard = new LinkedBlockingQueue<>();
      feed.book().onRecord(heard::add);
      cluster.write(names, story.subList(6, story.size()));
      for (int i = 6; i < story.size(); i++) {
        assertThat(heard.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isNotNull();
      }
      assertThat(feed.book().run(run.run()).orElseThrow().reports()).hasSize(9);
      assertThat(feed.book().failure()).isEmpty();
    }
  }

  @Test
  void alertsArePostedOnceAndTheUndeliverableAreDeadLetters() throws Exception {
    List<Alert> alerts = Played.of(run).alerts();
    cluster.write(names, alerts.subList(0, 2));
    BlockingQueue<String> posted = new LinkedBlockingQueue<>();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/hook",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          posted.add(body);
          exchange.sendResponseHeaders(body.contains("\"turn\"") ? 400 : 204, -1);
          exchange.close();
        });
    server.start();
    URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/hook");
    WebhookOptions options =
        WebhookOptions.of(
            Brokers.at(cluster.bootstrap()),
            Registry.url(),
            names,
            url,
            WebhookOptions.Format.PLAIN);
    try (Webhook webhook = Webhook.start(options)) {
      assertThat(posted.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS)).contains("wrong-sign");
      assertThat(posted.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS)).contains("\"turn\"");
      awaitDeadLetter();
      assertThat(webhook.failure()).isEmpty();
    }
    cluster.write(names, alerts.subList(2, 3));
    try (Webhook webhook = Webhook.start(options)) {
      assertThat(posted.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS))
          .contains("\"step\":" + alerts.get(2).getStep());
      assertThat(posted).isEmpty();
      assertThat(webhook.failure()).isEmpty();
    }
    server.stop(0);
  }

  private void awaitDeadLetter() throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    List<DeadLetter> letters = List.of();
    while (letters.isEmpty() && System.nanoTime() < end) {
      letters = cluster.read(names, Topics.DEAD_LETTERS, DeadLetter.class);
      Thread.sleep(100);
    }
    assertThat(letters).hasSize(1);
    assertThat(letters.get(0).getError()).isEqualTo("127.0.0.1 answered with status 400");
    assertThat(letters.get(0).getStage()).isEqualTo("sinks.webhook");
  }

  private DriftOptions options() {
    return DriftOptions.live(Brokers.at(cluster.bootstrap()), Registry.url(), state)
        .withRuns(names)
        .withInput(names)
        .withOutput(names)
        .withApplicationId(names.prefix() + "drift");
  }

  private List<SpecificRecord> records(int from, int to) {
    List<SpecificRecord> records = new ArrayList<>(List.of(run.spec()));
    for (int ordinal = from; ordinal < to; ordinal++) {
      records.addAll(run.implicit(ordinal));
      records.addAll(run.reports(ordinal));
    }
    return records;
  }

  private List<DriftReport> drift() {
    return cluster.read(names, Topics.DRIFT, DriftReport.class);
  }

  private List<Alert> alerts() {
    return cluster.read(names, Topics.ALERTS, Alert.class);
  }

  /** Identities and digests of contents: what is compared, and short enough to be read. */
  private static List<String> identified(List<? extends SpecificRecord> records) {
    return records.stream()
        .map(r -> RecordIds.of(r) + " " + Sha256.hex(CanonicalBytes.of(r)))
        .toList();
  }

  private static String digest(List<? extends SpecificRecord> records) {
    TopicDigest digest = new TopicDigest();
    records.forEach(digest::add);
    return digest.hex();
  }
}
