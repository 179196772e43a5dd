package io.plumbline.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.ops.process.JavaChild;
import io.plumbline.ops.trainer.ShippedBase;
import io.plumbline.schemas.safetensors.SafetensorsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExtractCommandTest {
  private static final String HOOK = "blocks.0.hook_mlp_out";

  @TempDir Path directory;
  private Path base;
  private Path feedback;

  @BeforeEach
  void prepare() throws IOException {
    base = directory.resolve("base");
    ShippedBase.unpack(base);
    feedback =
        Files.writeString(
            directory.resolve("pairs.jsonl"),
            "{\"prompt\":\"the movie was\",\"chosen\":\" great\",\"rejected\":\" awful\"}\n");
  }

  @Test
  void writesTensorsAndIndex() {
    CommandRun run = extract("--hooks", HOOK, "--positions", "last");
    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
    assertThat(run.out()).containsExactly("2 rows in " + out());
    try (SafetensorsFile file = SafetensorsFile.open(out().resolve("activations.safetensors"))) {
      assertThat(file.names()).containsExactly(HOOK, "logprob");
      assertThat(file.entry("logprob").shape()).isEqualTo(List.of(2L));
    }
    assertThat(out().resolve("index.json")).exists();
    assertThat(extract("--hooks", HOOK).err()).singleElement().asString().contains("--force");
    assertThat(extract("--hooks", HOOK, "--force").code()).isZero();
  }

  @Test
  void saysWhatIsWrong() {
    assertThat(extract("--hooks", "blocks.0.mlp").err())
        .singleElement()
        .asString()
        .contains("there is no hook 'blocks.0.mlp'");
    assertThat(extract("--hooks", HOOK, "--positions", "first").err())
        .singleElement()
        .asString()
        .contains("it takes one of target decision last mean all");
    assertThat(extract("--hooks", "blocks.99.hook_mlp_out").code()).isEqualTo(Errors.BAD_INPUT);
  }

  @Test
  void badRowsAreLeftOutIfAsked() throws IOException {
    Files.writeString(feedback, "no JSON\n", StandardOpenOption.APPEND);
    assertThat(extract("--hooks", HOOK).err())
        .singleElement()
        .asString()
        .contains("--skip-bad-rows");
    CommandRun run = extract("--hooks", HOOK, "--positions", "last", "--skip-bad-rows");
    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("  1 rows cannot be used and are left out:");
    assertThat(run.out()).anyMatch(line -> line.startsWith("    " + feedback + ":2: is not JSON"));
    assertThat(run.out()).contains("2 rows in " + out());
  }

  @Test
  void nothingIsMadeWhereSomethingIsWrong() throws IOException {
    extract("--hooks", "blocks.99.hook_mlp_out");
    assertThat(out()).doesNotExist();
    Files.writeString(out(), "");
    CommandRun run = extract("--hooks", HOOK);
    assertThat(run.code()).isEqualTo(Errors.BAD_INPUT);
    assertThat(run.err())
        .singleElement()
        .asString()
        .contains(out() + " is a file, not a directory");
  }

  @Test
  void whatIsInterruptedLeavesNoUnfinishedFile() throws Exception {
    String row = Files.readString(feedback);
    Files.writeString(feedback, row.repeat(20_000));
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                JavaChild.ownClasspath(),
                Plumbline.class.getName()));
    command.addAll(arguments("--hooks", HOOK));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile())
            .start();
    Path unfinished = out().resolve("index.json.part");
    while (!Files.exists(unfinished)) {
      assertThat(process.isAlive()).as(directory.resolve("log").toString()).isTrue();
      Thread.sleep(20);
    }
    process.destroy();
    process.waitFor();
    assertThat(out()).isEmptyDirectory();
  }

  private Path out() {
    return directory.resolve("out");
  }

  private CommandRun extract(String... options) {
    return CommandRun.of(arguments(options).toArray(String[]::new));
  }

  private List<String> arguments(String... options) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "extract",
                "--checkpoint",
                base.toString(),
                "--feedback",
                feedback.toString(),
                "--device",
                "cpu",
                "--out",
                out().toString()));
    arguments.addAll(List.of(options));
    return arguments;
  }
}
