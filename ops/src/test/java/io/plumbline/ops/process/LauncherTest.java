package io.plumbline.ops.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which processes the launchers let go on when the heap is full. */
class LauncherTest {
  private static final String GOES_ON = "-XX:-ExitOnOutOfMemoryError";
  private static final String ENDS = "-XX:+ExitOnOutOfMemoryError";
  private static final String MAIN = "io.plumbline.ops.cli.Plumbline";

  @TempDir Path directory;
  private Path launcher;

  /** A launcher of its own, and a java that prints what it is called with. */
  @BeforeEach
  void prepare() throws IOException {
    launcher = Files.copy(Path.of("..", "plumbline"), directory.resolve("plumbline"));
    Files.createDirectories(directory.resolve("ops/target/app/lib"));
    Path java = Files.createDirectories(directory.resolve("jdk/bin")).resolve("java");
    Files.writeString(
        java,
        """
        #!/bin/sh
        [ "$1" = -version ] && echo 'openjdk version "17.0.1"' >&2
        echo "$@"
        """);
    assertThat(java.toFile().setExecutable(true)).isTrue();
  }

  @Test
  void onlyWhoHostsAStackEndsWhenTheHeapIsFull() throws Exception {
    assertThat(launched("worker")).contains(GOES_ON).doesNotContain(ENDS);
    assertThat(launched("worker", "--device", "cpu")).contains(GOES_ON);
    assertThat(launched("extract", "--checkpoint", "c")).contains(GOES_ON);
    assertThat(launched("watch", "--base", "b", "--bootstrap", "h:1")).contains(GOES_ON);
    assertThat(launched("watch", "--bootstrap=h:1")).contains(GOES_ON);
    assertThat(launched("watch", "--base", "b")).contains(ENDS).doesNotContain(GOES_ON);
    assertThat(launched("up")).contains(ENDS);
    assertThat(launched("up", "--bootstrap", "h:1")).contains(ENDS);
    assertThat(launched("demo")).contains(ENDS);
    assertThat(launched()).contains(ENDS);
  }

  @Test
  void soItIsInTheImageWhereNobodyHostsABroker() throws Exception {
    assertThat(inImage(MAIN, "worker")).contains(GOES_ON).doesNotContain(ENDS);
    assertThat(inImage(MAIN, "extract")).contains(GOES_ON);
    assertThat(inImage(MAIN, "watch", "--base", "b")).contains(GOES_ON);
    assertThat(inImage(MAIN, "up")).contains(ENDS).doesNotContain(GOES_ON);
    assertThat(inImage("io.plumbline.sinks.topology.DriftMain")).contains(ENDS);
  }

  private String launched(String... arguments) throws IOException, InterruptedException {
    return printed(launcher, arguments);
  }

  private String inImage(String... arguments) throws IOException, InterruptedException {
    return printed(Path.of("docker", "java"), arguments);
  }

  private String printed(Path script, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("sh", script.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    Path jdk = directory.resolve("jdk");
    builder.environment().put("JAVA_HOME", jdk.toString());
    builder.environment().put("PLUMBLINE_NO_BUILD", "1");
    builder.environment().put("DJL_CACHE_DIR", directory.toString());
    builder.environment().compute("PATH", (name, path) -> jdk.resolve("bin") + ":" + path);
    builder.redirectError(directory.resolve("errors").toFile());
    Process process = builder.start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(printed).isZero();
    return printed;
  }
}
