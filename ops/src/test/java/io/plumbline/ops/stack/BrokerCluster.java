package io.plumbline.ops.stack;

import io.plumbline.ops.process.JavaChild;
import io.plumbline.schemas.topic.Brokers;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * Three Kafka brokers in processes of their own, to be killed with -9, and a schema registry. Every
 * record is on all three, and acknowledged by two. Clients have to log in, over TLS.
 */
public final class BrokerCluster implements AutoCloseable {
  private static final int BROKERS = 3;
  private static final String HOST = "127.0.0.1";
  private static final String LOGIN =
      "org.apache.kafka.common.security.plain.PlainLoginModule required ";

  private static final String PASSWORD = "of-the-tests";

  private static final long LOOK_MILLIS = 200;

  private final Path directory;
  private final Map<Integer, JavaChild> brokers = new TreeMap<>();
  private final List<String> addresses = new ArrayList<>();
  private final List<String> controllers = new ArrayList<>();
  private final int registryPort = Ports.choose(Ports.FREE, "");
  private RegistryProcess registry;

  private BrokerCluster(Path directory) {
    this.directory = directory;
  }

  /** Starts all of it and returns when it serves. */
  public static BrokerCluster start(Path directory) throws Exception {
    BrokerCluster cluster = new BrokerCluster(Files.createDirectories(directory));
    cluster.startRegistry();
    for (int id = 1; id <= BROKERS; id++) {
      cluster.addresses.add(HOST + ":" + Ports.choose(Ports.FREE, ""));
      cluster.controllers.add(HOST + ":" + Ports.choose(Ports.FREE, ""));
    }
    cluster.certify();
    String clusterId = Uuid.randomUuid().toString();
    for (int id = 1; id <= BROKERS; id++) {
      cluster.configure(id);
      cluster.format(id, clusterId);
    }
    cluster.startAll();
    cluster.registry.awaitReady();
    cluster.awaitInSync();
    return cluster;
  }

  /** Where it is; all three brokers are named. */
  public Endpoints endpoints() {
    Map<String, String> client =
        Map.of(
            "security.protocol",
            "SASL_SSL",
            "sasl.mechanism",
            "PLAIN",
            "sasl.jaas.config",
            LOGIN + "username=\"plumbline\" password=\"" + PASSWORD + "\";",
            "ssl.truststore.location",
            certificate().toString(),
            "ssl.truststore.password",
            PASSWORD);
    return new Endpoints(new Brokers(String.join(",", addresses), client), registry.url());
  }

  /** A client that asks whichever broker is there. */
  public Admin admin() {
    return Admin.create(endpoints().brokers().config(Map.of()));
  }

  /** Kills the registry with -9. */
  public void killRegistry() throws InterruptedException {
    ProcessHandle process = ProcessHandle.of(registry.pid()).orElseThrow();
    process.destroyForcibly();
    while (process.isAlive()) {
      Thread.sleep(LOOK_MILLIS);
    }
  }

  /** Starts the registry; its schemas are those it had. */
  public void startRegistry() throws IOException {
    registry =
        RegistryProcess.launch(
            TestHome.path().resolve("registry"),
            directory.resolve("registry"),
            directory.resolve("registry.log"),
            registryPort);
  }

  /** Kills a broker with -9. */
  public void kill(int id) throws InterruptedException {
    JavaChild broker = brokers.get(id);
    ProcessHandle.of(broker.pid()).orElseThrow().destroyForcibly();
    broker.waitFor();
  }

  /** Kills all of them with -9. */
  public void killAll() throws InterruptedException {
    for (int id : brokers.keySet()) {
      kill(id);
    }
  }

  /** Starts all of them; their data are those they had. */
  public void startAll() throws IOException {
    for (int id = 1; id <= BROKERS; id++) {
      startBroker(id);
    }
  }

  /** Starts a broker; its data are those it had. */
  public void startBroker(int id) throws IOException {
    brokers.put(
        id,
        JavaChild.start(
            List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
            JavaChild.ownClasspath(),
            "kafka.Kafka",
            List.of(properties(id).toString()),
            directory.resolve("broker-" + id + ".log")));
  }

  /** Waits until every broker has every record. */
  public void awaitInSync() throws InterruptedException {
    try (Admin admin = admin()) {
      while (!isInSync(admin)) {
        Thread.sleep(LOOK_MILLIS);
      }
    }
  }

  private static boolean isInSync(Admin admin) throws InterruptedException {
    try {
      Set<String> topics =
          admin.listTopics(new ListTopicsOptions().listInternal(true)).names().get();
      return admin.describeCluster().nodes().get().size() == BROKERS
          && admin.describeTopics(topics).allTopicNames().get().values().stream()
              .allMatch(BrokerCluster::isInSync);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof KafkaException) {
        return false;
      }
      throw new IllegalStateException(e);
    }
  }

  private static boolean isInSync(TopicDescription topic) {
    return topic.partitions().stream().allMatch(partition -> partition.isr().size() == BROKERS);
  }

  private void configure(int id) throws IOException {
    List<String> voters = new ArrayList<>();
    for (int voter = 1; voter <= BROKERS; voter++) {
      voters.add(voter + "@" + controllers.get(voter - 1));
    }
    String between = HOST + ":" + Ports.choose(Ports.FREE, "");
    Map<String, Object> settings =
        Map.ofEntries(
            Map.entry("process.roles", "broker,controller"),
            Map.entry("node.id", id),
            Map.entry("controller.quorum.voters", String.join(",", voters)),
            Map.entry(
                "listeners",
                "CLIENTS://%s,BROKERS://%s,CONTROLLERS://%s"
                    .formatted(addresses.get(id - 1), between, controllers.get(id - 1))),
            Map.entry(
                "advertised.listeners",
                "CLIENTS://%s,BROKERS://%s".formatted(addresses.get(id - 1), between)),
            Map.entry("controller.listener.names", "CONTROLLERS"),
            Map.entry("inter.broker.listener.name", "BROKERS"),
            Map.entry(
                "listener.security.protocol.map",
                "CLIENTS:SASL_SSL,BROKERS:PLAINTEXT,CONTROLLERS:PLAINTEXT"),
            Map.entry("listener.name.clients.sasl.enabled.mechanisms", "PLAIN"),
            Map.entry(
                "listener.name.clients.plain.sasl.jaas.config",
                LOGIN + "user_plumbline=\"" + PASSWORD + "\";"),
            Map.entry("listener.name.clients.ssl.keystore.location", certificate()),
            Map.entry("listener.name.clients.ssl.keystore.password", PASSWORD),
            Map.entry("log.dirs", data(id)),
            Map.entry("auto.create.topics.enable", false),
            Map.entry("message.max.bytes", 16 << 20),
            Map.entry("default.replication.factor", BROKERS),
            Map.entry("min.insync.replicas", BROKERS - 1),
            Map.entry("offsets.topic.num.partitions", 4),
            Map.entry("transaction.state.log.num.partitions", 4),
            Map.entry("group.initial.rebalance.delay.ms", 0),
            Map.entry("num.network.threads", 2),
            Map.entry("num.io.threads", 2),
            Map.entry("background.threads", 2),
            Map.entry("log.cleaner.dedupe.buffer.size", 16 << 20));
    String text =
        settings.entrySet().stream()
            .map(setting -> setting.getKey() + "=" + setting.getValue() + "\n")
            .collect(Collectors.joining());
    Files.writeString(properties(id), text);
  }

  private void format(int id, String clusterId) throws Exception {
    new Formatter()
        .setClusterId(clusterId)
        .setNodeId(id)
        .setDirectories(Set.of(data(id).toString()))
        .setMetadataLogDirectory(data(id).toString())
        .setControllerListenerName("CONTROLLERS")
        .setReleaseVersion(MetadataVersion.latestProduction())
        .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
        .setIgnoreFormatted(false)
        .setPrintStream(
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
        .run();
  }

  /** Makes the certificate that the brokers have, and clients trust. */
  private void certify() throws IOException, InterruptedException {
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "brokers",
                "-keyalg",
                "EC",
                "-dname",
                "CN=brokers",
                "-ext",
                "san=ip:" + HOST,
                "-keystore",
                certificate().toString(),
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("keytool.log").toFile())
            .start();
    if (keytool.waitFor() != 0) {
      throw new IOException("keytool failed; " + directory.resolve("keytool.log"));
    }
  }

  private Path certificate() {
    return directory.resolve("brokers.p12");
  }

  private Path properties(int id) {
    return directory.resolve("broker-" + id + ".properties");
  }

  private Path data(int id) {
    return directory.resolve("broker-" + id);
  }

  @Override
  public void close() {
    // One alone has no quorum to end in order with.
    for (JavaChild broker : brokers.values()) {
      ProcessHandle.of(broker.pid()).ifPresent(ProcessHandle::destroyForcibly);
    }
    registry.close();
  }
}
