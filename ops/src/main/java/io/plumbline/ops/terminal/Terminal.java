package io.plumbline.ops.terminal;

import io.plumbline.ops.stack.Progress;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import picocli.CommandLine.Help.Ansi;

/**
 * The person's terminal. Texts may carry picocli's markup, such as {@code @|bold text|@}, which
 * shows where the terminal has colours and vanishes where it has none.
 */
public final class Terminal {
  private static final int LABEL_WIDTH = 24;
  private static final String REWRITE_LINE = "\r\u001b[K";

  private final PrintStream out;
  private final PrintStream err;
  private final Ansi ansi;

  /**
   * @param out for results
   * @param err for errors
   * @param ansi whether there are colours; {@link Ansi#AUTO} finds out
   */
  public Terminal(PrintStream out, PrintStream err, Ansi ansi) {
    this.out = out;
    this.err = err;
    this.ansi = ansi;
  }

  /** Sends what libraries print into the log from now on; this terminal keeps the real streams. */
  public void takeOverStandardStreams() {
    System.setOut(LoggedStream.create());
    System.setErr(LoggedStream.create());
  }

  /** For libraries that print what we ask them to. */
  public PrintWriter writer() {
    return new PrintWriter(out, true, StandardCharsets.UTF_8);
  }

  /** How markup is shown. */
  public Ansi ansi() {
    return ansi;
  }

  /** Whether colours and rewriting of a line work. */
  public boolean colour() {
    return ansi.enabled();
  }

  /** Prints a line. */
  public synchronized void line(String text) {
    out.println(ansi.string(text));
    out.flush();
  }

  /** Prints an empty line. */
  public void line() {
    line("");
  }

  /** Prints a line as it is, without regard to markup in it. */
  public synchronized void plain(String text) {
    out.println(text);
    out.flush();
  }

  /** Prints the one line that tells of an error. */
  public synchronized void error(String message) {
    err.println(ansi.string("@|bold,red plumbline:|@ ") + message);
    err.flush();
  }

  /** A progress display: one line for each step, with the time that it took. */
  public Progress progress() {
    return new Steps();
  }

  private synchronized void transientLine(String text) {
    if (colour()) {
      out.print(REWRITE_LINE + ansi.string(text));
      out.flush();
    }
  }

  private final class Steps implements Progress {
    private String what = "";
    private long start;

    @Override
    public void started(String step) {
      what = step;
      start = System.nanoTime();
      transientLine("  @|faint …|@ " + step);
    }

    @Override
    public void finished(String detail) {
      double seconds = Duration.ofNanos(System.nanoTime() - start).toMillis() / 1e3;
      String label = String.format(Locale.ROOT, "%-" + LABEL_WIDTH + "s", what);
      String took = String.format(Locale.ROOT, "%5.1f s", seconds);
      transientLine("");
      line("  @|green ✓|@ " + label + " @|faint " + took + "|@  " + detail);
    }
  }
}
