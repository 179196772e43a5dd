package io.plumbline.ops.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.plumbline.schemas.UserError;
import io.plumbline.schemas.serde.RecordSerializer;
import io.plumbline.schemas.serde.SchemaRegistry;
import io.plumbline.schemas.topic.Topic;
import io.plumbline.schemas.topic.TopicAdmin;
import io.plumbline.schemas.topic.TopicNames;
import io.plumbline.schemas.topic.Topics;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificData;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalStackIT {
  private static final short ONE = 1;

  @TempDir Path data;

  @Test
  void keepsTopicsAndSchemaIdsOverARestart() throws Exception {
    Map<String, Integer> before;
    try (LocalStack stack = start()) {
      before = prepare(stack);
    }
    try (LocalStack stack = start()) {
      assertThat(prepare(stack)).isEqualTo(before).hasSize(Topics.ALL.size());
    }
  }

  @Test
  void knowsLongerHowFarWorkersAreThanItKeepsTasks() throws Exception {
    ConfigResource broker = new ConfigResource(ConfigResource.Type.BROKER, "1");
    try (LocalStack stack = start();
        Admin admin =
            Admin.create(Map.of("bootstrap.servers", stack.endpoints().brokers().addresses()))) {
      Config config = admin.describeConfigs(List.of(broker)).all().get().get(broker);
      assertThat(Long.parseLong(config.get("offsets.retention.minutes").value()))
          .isGreaterThan(Topics.EXTRACTION_TASKS.retention().toMinutes());
    }
  }

  @Test
  void saysWhoHoldsTheData() throws Exception {
    try (LocalStack stack = start()) {
      assertThatThrownBy(this::start)
          .isInstanceOf(UserError.class)
          .hasMessageContaining("'plumbline up'")
          .hasMessageContaining("process " + ProcessHandle.current().pid())
          .hasMessageContaining(stack.endpoints().brokers().addresses())
          .hasMessageContaining("--data");
      assertThat(StackLock.holder(data).orElseThrow().addresses())
          .containsEntry(StackHolder.BROKER, stack.endpoints().brokers().addresses())
          .containsEntry(StackHolder.REGISTRY, stack.endpoints().registry());
    }
    assertThat(StackLock.holder(data)).isEmpty();
  }

  @Test
  void listensOnLoopbackAloneAndLeavesNoProcess() throws Exception {
    assumeTrue(Files.exists(Path.of("/proc/net/tcp")));
    long registry;
    try (LocalStack stack = start()) {
      registry = stack.registryPid();
      List<String> sockets = new ArrayList<>(ListeningSockets.of(ProcessHandle.current().pid()));
      sockets.addAll(ListeningSockets.of(registry));
      try (FlinkCluster flink = FlinkCluster.start(stack.data().flink(), 2)) {
        assertThat(flink.miniCluster().isRunning()).isTrue();
        sockets.addAll(ListeningSockets.of(ProcessHandle.current().pid()));
      }
      assertThat(sockets).hasSizeGreaterThanOrEqualTo(3).allMatch(ListeningSockets::isLoopback);
    }
    assertThat(ProcessHandle.of(registry).filter(ProcessHandle::isAlive)).isEmpty();
  }

  @Test
  void theRegistryEndsWithAKilledParent() throws Exception {
    Process host =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                StackHost.class.getName(),
                TestHome.path().toString(),
                data.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    ProcessHandle registry;
    try (BufferedReader output = host.inputReader()) {
      registry = ProcessHandle.of(Long.parseLong(output.readLine())).orElseThrow();
      assertThat(registry.isAlive()).isTrue();
      host.destroyForcibly();
    }
    registry.onExit().get(30, TimeUnit.SECONDS);

    // The lock ended with its process, too.
    assertThat(StackLock.holder(data)).isEmpty();
    start().close();
  }

  @Test
  void namesAPortThatIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      StackOptions options = new StackOptions(TestHome.path(), data, "up", port, 0);
      assertThatThrownBy(() -> LocalStack.start(options, Progress.silent(), failure -> {}))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("port " + port + " is in use")
          .hasMessageContaining("--kafka-port");
    }
    assertThat(StackLock.holder(data)).isEmpty();
  }

  /** Kafka's own delay is a minute. */
  @Test
  void whatDeletedTopicsTookOfTheDiskIsFreeSoon() throws Exception {
    try (LocalStack stack = start();
        TopicAdmin admin = new TopicAdmin(stack.endpoints().brokers())) {
      prepare(stack);
      assertThat(partitions(stack)).isNotEmpty();
      admin.delete(TopicNames.live(), Topics.ALL);
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
      while (!partitions(stack).isEmpty() && System.nanoTime() < deadline) {
        Thread.sleep(200);
      }
      assertThat(partitions(stack)).isEmpty();
    }
  }

  /** Directories of the catalogue's partitions, those on their way to deletion included. */
  private static List<String> partitions(LocalStack stack) throws IOException {
    try (Stream<Path> directories = Files.list(stack.data().kafka())) {
      return directories
          .map(directory -> directory.getFileName().toString())
          .filter(
              name ->
                  Topics.ALL.stream()
                      .anyMatch(topic -> name.startsWith(TopicNames.live().of(topic))))
          .toList();
    }
  }

  private LocalStack start() throws Exception {
    return LocalStack.start(
        StackOptions.of(TestHome.path(), data, "up"), Progress.silent(), failure -> {});
  }

  /** Creates the catalogue; returns the schema id of each topic. */
  private static Map<String, Integer> prepare(LocalStack stack) {
    SchemaRegistry registry = new SchemaRegistry(stack.endpoints().registry());
    Map<String, Integer> ids = new TreeMap<>();
    try (TopicAdmin admin = new TopicAdmin(stack.endpoints().brokers())) {
      admin.ensure(TopicNames.live(), Topics.ALL, ONE);
      admin.registerSubjects(TopicNames.live(), Topics.ALL, registry);
      for (Topic topic : Topics.ALL) {
        String subject = RecordSerializer.subject(TopicNames.live().of(topic));
        ids.put(subject, registry.register(subject, SpecificData.get().getSchema(topic.type())));
      }
    }
    return ids;
  }
}
