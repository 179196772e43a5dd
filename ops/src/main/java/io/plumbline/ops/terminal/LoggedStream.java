package io.plumbline.ops.terminal;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts lines that libraries print into the log instead of the terminal. */
final class LoggedStream extends OutputStream {
  private static final Logger LOG = LoggerFactory.getLogger("printed");

  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  /** A stream to hand to {@link System#setOut} or {@link System#setErr}. */
  static PrintStream create() {
    return new PrintStream(new LoggedStream(), true, StandardCharsets.UTF_8);
  }

  @Override
  public synchronized void write(int b) {
    if (b != '\n') {
      line.write(b);
      return;
    }
    LOG.info("{}", line.toString(StandardCharsets.UTF_8));
    line.reset();
  }
}
