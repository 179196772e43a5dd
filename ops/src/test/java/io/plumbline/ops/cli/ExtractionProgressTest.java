package io.plumbline.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.extractor.coordinator.TaskLedger.Progress;
import io.plumbline.ops.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Help.Ansi;

class ExtractionProgressTest {
  private static final String REWRITE = "\r\u001b[K";

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private long now;

  @Test
  void printsALineWhenACheckpointBeginsAtEachQuarterAndWhenItEnds() {
    ExtractionProgress progress = progress(Ansi.OFF);
    progress.start();
    for (int done = 0; done <= 12; done++) {
      now = done * 1_500_000_000L;
      progress.update(new Progress(1, 10, done, 12));
    }
    assertThat(lines())
        .containsExactly(
            "  step 10: 0 of 12 shards extracted",
            "  step 10: 3 of 12 shards extracted",
            "  step 10: 6 of 12 shards extracted",
            "  step 10: 9 of 12 shards extracted",
            "  step 10: 12 of 12 shards extracted, in 18.0 s");
  }

  @Test
  void printsEachCheckpointByItselfAlsoWhereAStepIsWrittenAgain() {
    ExtractionProgress progress = progress(Ansi.OFF);
    progress.update(new Progress(0, 0, 7, 7));
    progress.update(new Progress(1, 10, 1, 3));
    progress.update(new Progress(2, 10, 0, 2));
    progress.update(new Progress(2, 10, 2, 2));
    progress.update(new Progress(1, 10, 3, 3));
    assertThat(lines())
        .containsExactly(
            "  step 10: 1 of 3 shards extracted",
            "  step 10: 0 of 2 shards extracted",
            "  step 10: 2 of 2 shards extracted, in 0.0 s",
            "  step 10: 3 of 3 shards extracted, in 0.0 s");
  }

  @Test
  void printsATroubleOnce() {
    ExtractionProgress progress = progress(Ansi.OFF);
    progress.trouble("no broker");
    progress.trouble("no broker");
    progress.update(new Progress(1, 10, 0, 3));
    progress.trouble("no broker");
    assertThat(lines())
        .containsExactly(
            "  no broker (trying again)",
            "  step 10: 0 of 3 shards extracted",
            "  no broker (trying again)");
  }

  @Test
  void tellsOfAllThatAreUnderWayAtTheBottom() {
    ExtractionProgress progress = progress(Ansi.ON);
    progress.start();
    assertThat(bottom()).isEqualTo("… idle");
    progress.update(new Progress(1, 10, 2, 4));
    progress.update(new Progress(2, 20, 1, 4));
    assertThat(bottom()).isEqualTo("… step 10: 2 of 4 shards; step 20: 1 of 4 shards extracted");
    progress.update(new Progress(1, 10, 4, 4));
    assertThat(bottom()).isEqualTo("… step 20: 1 of 4 shards extracted");
    for (int ordinal = 3; ordinal < 7; ordinal++) {
      progress.update(new Progress(ordinal, 10 * ordinal, 0, 4));
    }
    assertThat(bottom())
        .startsWith("… step 20: 1 of 4 shards; step 30: 0 of 4 shards; step 40: 0 of 4")
        .endsWith("shards extracted; 2 more checkpoints to extract");
    progress.trouble("no broker");
    assertThat(bottom()).isEqualTo("… no broker (trying again)");
    for (int ordinal = 2; ordinal < 7; ordinal++) {
      progress.update(new Progress(ordinal, 10 * ordinal, 4, 4));
    }
    assertThat(bottom()).isEqualTo("… idle");
  }

  private ExtractionProgress progress(Ansi ansi) {
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    return new ExtractionProgress(new Terminal(out, out, ansi), "idle", () -> now);
  }

  private List<String> lines() {
    return bytes.toString(StandardCharsets.UTF_8).lines().toList();
  }

  /** What stands at the bottom now, without its colour. */
  private String bottom() {
    String all = bytes.toString(StandardCharsets.UTF_8);
    return all.substring(all.lastIndexOf(REWRITE) + 1)
        .replace("[K", "")
        .replaceAll("\u001b(\\[[0-9;]*m)?", "")
        .strip();
  }
}
