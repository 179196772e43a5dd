package io.plumbline.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.ops.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Help.Ansi;

class ItemsReadTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  @Test
  void saysWithHowFewTextsItGoesOnWhenMemoryDoesNotSuffice() {
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    ItemsRead items = new ItemsRead(new Terminal(out, out, Ansi.OFF));
    items.halved(31);
    items.halved(31);
    items.halved(16);
    items.halved(31);
    items.done(40, 40);
    assertThat(bytes.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(
            "  out of memory with 31 texts at once; reading 16 at a time",
            "  out of memory with 16 texts at once; reading 8 at a time");
  }
}
