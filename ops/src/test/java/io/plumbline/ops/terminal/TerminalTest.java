package io.plumbline.ops.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Help.Ansi;

class TerminalTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private long now;

  @Test
  void saysHowFarSomethingIsEveryHalfMinuteWhereLinesCannotBeRewritten() {
    Terminal terminal = terminal(Ansi.OFF);
    for (int second = 0; second < 75; second++) {
      now = TimeUnit.SECONDS.toNanos(second);
      terminal.meanwhile(second + " done");
    }
    assertThat(text()).isEqualTo("  30 done\n  60 done\n");
  }

  @Test
  void saysItAtOnceWhereTheyCan() {
    Terminal terminal = terminal(Ansi.ON);
    terminal.meanwhile("1 done");
    terminal.meanwhile("2 done");
    assertThat(text()).contains("1 done", "2 done").doesNotContain("\n");
  }

  private Terminal terminal(Ansi ansi) {
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    return new Terminal(out, out, ansi, () -> now);
  }

  private String text() {
    return bytes.toString(StandardCharsets.UTF_8).replace("\r\n", "\n");
  }
}
