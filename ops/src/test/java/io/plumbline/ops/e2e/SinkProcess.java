package io.plumbline.ops.e2e;

import io.plumbline.ops.process.GuardedMain;
import io.plumbline.ops.process.JavaChild;
import io.plumbline.ops.stack.Endpoints;
import io.plumbline.ops.stack.KafkaConfigFile;
import io.plumbline.ops.stack.Ports;
import io.plumbline.sinks.SinksMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The sinks in a process of their own, as on a cluster, to be killed with -9. */
final class SinkProcess implements AutoCloseable {
  private final Path directory;
  private final Endpoints endpoints;
  private Process process;

  private SinkProcess(Path directory, Endpoints endpoints) {
    this.directory = directory;
    this.endpoints = endpoints;
  }

  /** Starts it. */
  static SinkProcess start(Path directory, Endpoints endpoints) throws IOException {
    SinkProcess sink = new SinkProcess(Files.createDirectories(directory), endpoints);
    sink.start();
    return sink;
  }

  private void start() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                JavaChild.ownClasspath(),
                GuardedMain.class.getName(),
                SinksMain.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(directory.resolve("sink.log").toFile()));
    builder
        .environment()
        .putAll(
            Map.of(
                "PLUMBLINE_KAFKA", endpoints.brokers().addresses(),
                "PLUMBLINE_KAFKA_CONFIG",
                    KafkaConfigFile.write(endpoints.brokers(), directory).toString(),
                "PLUMBLINE_REGISTRY", endpoints.registry(),
                "PLUMBLINE_STATE", directory.resolve("state").toString(),
                "PLUMBLINE_HTTP_PORT", Integer.toString(Ports.choose(Ports.FREE, ""))));
    process = builder.start();
  }

  /** Kills it with -9 and starts another on the same state. */
  void replace() throws IOException, InterruptedException {
    process.destroyForcibly().waitFor();
    start();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
