package io.plumbline.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One clear line with the remedy, exit code 2, no stack trace. */
class BadInputTest {
  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|a command is missing|plumbline --help",
        "replya x|replya|did you mean replay",
        "replay|RUN|plumbline replay --help",
        "replay x --sett a=b|--sett|did you mean --set",
        "replay x --set probe.ridge.lambda=much|much|a number from",
        "replay x --set probe.ridge.lamda=1|probe.ridge.lamda|probe.ridge.lambda",
        "replay x --set capture.most-moved=2|capture.most-moved|watch the run again",
        "replay x --set capture.payload=f8|capture.payload|one of",
        "replay x --set dictionary.given=|dictionary.given|watch the run again",
        "dictionary|a command is missing|plumbline dictionary --help",
        "replay x --set nonsense|--set|NAME=VALUE",
        "replay x --parallelism 0|--parallelism|1 to",
        "replay ../x|../x|letters",
        "feedback|a command is missing|check",
        "feedback check|FILE|plumbline feedback check --help",
        "feedback check /nowhere/f.jsonl|/nowhere/f.jsonl|check the path",
        "extract --checkpoint x|--feedback|plumbline extract --help",
        "replay x --json /nowhere/at/all.json|--json|directory",
        "up --kafka-port many|--kafka-port|plumbline up --help",
        "up --checkpoint-interval 0|--checkpoint-interval: 0|1 to 3600",
        "runs --bootstrap 127.0.0.1:9|--registry|both",
      })
  void saysWhatIsWrong(String arguments, String named, String remedy) {
    String[] args = arguments.isEmpty() ? new String[0] : arguments.split(" ", -1);
    assertOneLine(CommandRun.of(args), named, remedy);
  }

  @Test
  void saysThatTheDataDirectoryIsAFile() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));
    assertOneLine(CommandRun.of("runs", "--data", file.toString()), file.toString(), "--data");
  }

  @Test
  void saysThatNoBrokerAnswers() throws IOException {
    int closed;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed = socket.getLocalPort();
    }
    CommandRun run =
        CommandRun.of(
            "runs",
            "--data",
            directory.toString(),
            "--bootstrap",
            "127.0.0.1:" + closed,
            "--registry",
            "http://127.0.0.1:" + closed);
    assertOneLine(run, "127.0.0.1:" + closed, "check the address");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--webhook=http://127.0.0.1:9", "--dashboard-port=9", "--kafka-port=9"})
  void refusesWhatOnlyTheRunningStackCouldHeed(String option) {
    CommandRun run =
        CommandRun.of(
            "demo",
            option,
            "--data=" + directory,
            "--bootstrap=127.0.0.1:9",
            "--registry=http://127.0.0.1:9");
    assertThat(run.code()).isEqualTo(Errors.BAD_INPUT);
    assertThat(run.err())
        .singleElement()
        .asString()
        .startsWith("plumbline: " + option.substring(0, option.indexOf('=')) + " has no effect");
  }

  private static void assertOneLine(CommandRun run, String named, String remedy) {
    assertThat(run.code()).isEqualTo(Errors.BAD_INPUT);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).singleElement().asString().startsWith("plumbline: ");
    assertThat(run.err().get(0)).contains(named).contains(remedy).doesNotContain("Exception");
  }
}
