package io.plumbline.ops.stack;

import io.plumbline.schemas.topic.Topics;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import java.util.Set;
import java.util.function.Consumer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;
import org.apache.kafka.server.common.MetadataVersion;

/** A Kafka broker and its KRaft controller in this process, reachable from this machine only. */
final class EmbeddedBroker implements AutoCloseable {
  private static final String HOST = "127.0.0.1";

  /** Several batches of activations fit; the default of 1 MiB is less than one of a wide model. */
  private static final int MAX_MESSAGE_BYTES = 16 << 20;

  /**
   * Longer than the tasks. Kafka forgets after seven days how far a group without members was, and
   * the next worker would read all checkpoints of the month again.
   */
  private static final Duration OFFSETS_KEPT = Topics.EXTRACTION_TASKS.retention().plusDays(1);

  private final KafkaRaftServer server;
  private final String bootstrap;

  private EmbeddedBroker(KafkaRaftServer server, String bootstrap) {
    this.server = server;
    this.bootstrap = bootstrap;
  }

  /**
   * Starts it and returns when it serves.
   *
   * @param directory its data; formatted at the first start
   * @param port port to listen on
   * @param onFailure told when the broker gives up later on, as it does when its disk is full
   */
  static EmbeddedBroker start(Path directory, int port, Consumer<String> onFailure)
      throws IOException {
    Files.createDirectories(directory);
    String bootstrap = HOST + ":" + port;
    int controllerPort = Ports.choose(Ports.FREE, "");
    Properties settings = settings(directory, bootstrap, HOST + ":" + controllerPort);
    if (!Files.exists(directory.resolve("meta.properties"))) {
      format(directory);
    }
    // The broker would end the whole process, and say nothing on the terminal.
    Exit.setHaltProcedure((status, message) -> onFailure.accept(message));
    Exit.setExitProcedure((status, message) -> onFailure.accept(message));
    KafkaRaftServer server =
        new KafkaRaftServer(KafkaConfig.fromProps(settings, false), Time.SYSTEM);
    server.startup();
    return new EmbeddedBroker(server, bootstrap);
  }

  private static Properties settings(Path directory, String bootstrap, String controller) {
    Properties settings = new Properties();
    settings.put("process.roles", "broker,controller");
    settings.put("node.id", "1");
    settings.put("controller.quorum.voters", "1@" + controller);
    settings.put("listeners", "PLAINTEXT://" + bootstrap + ",CONTROLLER://" + controller);
    settings.put("advertised.listeners", "PLAINTEXT://" + bootstrap);
    settings.put("controller.listener.names", "CONTROLLER");
    settings.put("inter.broker.listener.name", "PLAINTEXT");
    settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    settings.put("log.dirs", directory.toString());
    settings.put("auto.create.topics.enable", "false");
    settings.put("message.max.bytes", Integer.toString(MAX_MESSAGE_BYTES));
    settings.put("offsets.topic.replication.factor", "1");
    settings.put("offsets.topic.num.partitions", "4");
    settings.put("offsets.retention.minutes", Long.toString(OFFSETS_KEPT.toMinutes()));
    settings.put("transaction.state.log.replication.factor", "1");
    settings.put("transaction.state.log.min.isr", "1");
    settings.put("transaction.state.log.num.partitions", "4");
    settings.put("share.coordinator.state.topic.replication.factor", "1");
    settings.put("share.coordinator.state.topic.min.isr", "1");
    settings.put("group.initial.rebalance.delay.ms", "0");
    settings.put("num.network.threads", "2");
    settings.put("num.io.threads", "2");
    settings.put("background.threads", "2");
    // A broker that is up for a shorter time than Kafka's minute would never delete anything.
    settings.put("log.segment.delete.delay.ms", "1000");
    settings.put("log.cleaner.dedupe.buffer.size", Integer.toString(16 << 20));
    return settings;
  }

  private static void format(Path directory) {
    try {
      new Formatter()
          .setClusterId(Uuid.randomUuid().toString())
          .setNodeId(1)
          .setDirectories(Set.of(directory.toString()))
          .setMetadataLogDirectory(directory.toString())
          .setControllerListenerName("CONTROLLER")
          .setReleaseVersion(MetadataVersion.latestProduction())
          .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
          .setIgnoreFormatted(false)
          .setPrintStream(
              new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
          .run();
    } catch (Exception e) {
      throw new IllegalStateException("cannot format the broker's directory " + directory, e);
    }
  }

  /** Its address, {@code host:port}. */
  String bootstrap() {
    return bootstrap;
  }

  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
  }
}
