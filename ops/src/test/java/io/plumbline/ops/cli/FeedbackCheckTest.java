package io.plumbline.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.ops.trainer.ShippedBase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeedbackCheckTest {
  @TempDir Path directory;

  @Test
  void saysWhatFilesHoldAndWhatIsRefused() throws IOException {
    Path pairs =
        write(
            "pairs.jsonl",
            """
            {"prompt":"p","chosen":" a","rejected":" b","topic":"food"}
            {"prompt":"p","chosen":" a","rejected":" a"}
            {"prompt":"q","chosen":" c","rejected":" d","topic":"film","chosen_reward":2}
            {"prompt":"r","completion":" e","reward":-1.5,"topic":"film"}
            """);
    CommandRun run = CommandRun.of("feedback", "check", pairs.toString());
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .containsExactly(
            pairs + ": 4 rows (pairs 2, scored texts 1), 1 refused",
            "  " + pairs + ":2: chosen and rejected are the same",
            "3 items, 5 candidates (chosen 2, completion 1, rejected 2)",
            "stated rewards of 2 candidates: from -1.500 to 2.000, mean 0.2500",
            "tag topic: film 2, food 1");
  }

  @Test
  void saysWhatTheRewardIsTheSumOfAndWhatHasNoPrompt() throws IOException {
    Path log =
        write(
            "log.jsonl",
            """
            {"step":1,"prompt":"p","completion":" a","kind":1,"length":7,"advantage":0.5}
            {"step":1,"prompt":"p","completion":" b","kind":0,"advantage":-0.5}
            """);
    assertThat(CommandRun.of("feedback", "check", log.toString()).out())
        .contains("  reward: kind + length");
    assertThat(CommandRun.of("feedback", "check", log.toString(), "--reward-column", "kind").out())
        .contains("  reward: kind");
    Path pairs =
        write(
            "pairs.jsonl",
            """
            {"question":"why?","chosen":"a","rejected":"b"}
            {"prompt":"p","chosen":"a","rejected":"b"}
            """);
    assertThat(CommandRun.of("feedback", "check", pairs.toString()).out())
        .contains("items without a prompt: 1");
    CommandRun useless =
        CommandRun.of("feedback", "check", pairs.toString(), "--reward-column", "kind");
    assertThat(useless.code()).isEqualTo(2);
    assertThat(useless.err()).singleElement().asString().contains("--reward-column kind");
  }

  @Test
  void neighboursThatAreRefusedForOneReasonShareALine() throws IOException {
    String chat =
        "{\"prompt\":[{\"role\":\"user\",\"content\":\"a\"}],\"chosen\":\"b\",\"rejected\":\"c\"}\n";
    Path file = write("f.jsonl", chat.repeat(3) + "{}\n\n" + chat + "{}\n{}\n");
    String needed = ": is a conversation, which needs a model's chat template; name the model's";
    assertThat(CommandRun.of("feedback", "check", file.toString()).out())
        .anyMatch(line -> line.startsWith("  " + file + ":1-3" + needed))
        .anyMatch(line -> line.startsWith("  " + file + ":4: is of no known form"))
        .anyMatch(line -> line.startsWith("  " + file + ":6" + needed))
        .anyMatch(line -> line.startsWith("  " + file + ":7-8: is of no known form"));
  }

  @Test
  void measuresTextsWithAModel() throws IOException {
    Path base = directory.resolve("base");
    ShippedBase.unpack(base);
    String longText = "it was good ".repeat(200);
    Path texts =
        write(
            "texts.jsonl",
            "{\"completion\":\"it was good\",\"reward\":1}\n"
                + "{\"id\":\"long\",\"completion\":\""
                + longText
                + "\",\"reward\":1}\n");
    CommandRun run =
        CommandRun.of("feedback", "check", texts.toString(), "--base", base.toString());
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out())
        .anyMatch(line -> line.endsWith("; the model reads 64; longer items: 1"))
        .contains("items that the model cannot read: 1")
        .anyMatch(line -> line.startsWith("  item long: its text has"));
  }

  @Test
  void allUsableIsZeroAndUnreadableIsTwo() throws IOException {
    Path good = write("good.jsonl", "{\"completion\":\"a b\",\"reward\":1}\n");
    assertThat(CommandRun.of("feedback", "check", good.toString()).code()).isZero();
    CommandRun missing = CommandRun.of("feedback", "check", directory.resolve("no").toString());
    assertThat(missing.code()).isEqualTo(2);
    assertThat(missing.err()).singleElement().asString().contains("is not a file");
  }

  private Path write(String name, String content) throws IOException {
    return Files.writeString(directory.resolve(name), content);
  }
}
