package io.plumbline.ops.terminal;

import io.plumbline.ops.stack.Progress;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;
import picocli.CommandLine.Help.Ansi;

/**
 * The person's terminal. Texts may carry picocli's markup, such as {@code @|bold text|@}, which
 * shows where the terminal has colours and vanishes where it has none.
 */
public final class Terminal {
  private static final int LABEL_WIDTH = 24;
  private static final long PACE_NANOS = Duration.ofSeconds(30).toNanos();
  private static final String REWRITE_LINE = "\r\u001b[K";

  private final PrintStream out;
  private final PrintStream err;
  private final Ansi ansi;
  private final LongSupplier nanos;
  private String status = "";
  private long lastMeanwhile;

  /**
   * @param out for results
   * @param err for errors
   * @param ansi whether there are colours; {@link Ansi#AUTO} finds out
   */
  public Terminal(PrintStream out, PrintStream err, Ansi ansi) {
    this(out, err, ansi, System::nanoTime);
  }

  Terminal(PrintStream out, PrintStream err, Ansi ansi, LongSupplier nanos) {
    this.out = out;
    this.err = err;
    this.ansi = ansi;
    this.nanos = nanos;
    this.lastMeanwhile = nanos.getAsLong();
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
  public void line(String text) {
    plain(ansi.string(text));
  }

  /** Prints an empty line. */
  public void line() {
    plain("");
  }

  /** Prints a line as it is, without regard to markup in it. */
  public synchronized void plain(String text) {
    erase();
    out.println(text);
    draw();
  }

  /** Prints a line, apart from results, that the person ought to read. */
  public synchronized void warning(String message) {
    aside("@|bold,yellow warning:|@ ", message);
    draw();
  }

  /** Prints the one line that tells of an error. */
  public synchronized void error(String message) {
    aside("@|bold,red plumbline:|@ ", message);
  }

  private void aside(String label, String message) {
    erase();
    out.flush();
    err.println(ansi.string(label) + message);
    err.flush();
  }

  /**
   * Keeps a line at the bottom that says what is going on, until it is replaced. Does nothing where
   * lines cannot be rewritten.
   *
   * @param text what it says; empty for no such line
   */
  public synchronized void status(String text) {
    erase();
    status = text;
    draw();
  }

  /**
   * Says how far something is: at the bottom, like {@link #status}. Where lines cannot be rewritten
   * it is a line of its own, but not within 30 seconds of the one before, or of the start.
   */
  public synchronized void meanwhile(String text) {
    if (colour()) {
      status(text);
      return;
    }
    long now = nanos.getAsLong();
    if (now - lastMeanwhile >= PACE_NANOS) {
      lastMeanwhile = now;
      plain("  " + text);
    }
  }

  private void erase() {
    if (colour() && !status.isEmpty()) {
      out.print(REWRITE_LINE);
    }
  }

  private void draw() {
    if (colour() && !status.isEmpty()) {
      out.print(ansi.string("@|faint   … " + status + "|@"));
    }
    out.flush();
  }

  /** A progress display: one line for each step, with the time that it took. */
  public Progress progress() {
    return new Steps();
  }

  private final class Steps implements Progress {
    private String what = "";
    private long start;

    @Override
    public void started(String step) {
      what = step;
      start = System.nanoTime();
      status(step);
    }

    @Override
    public void finished(String detail) {
      double seconds = Duration.ofNanos(System.nanoTime() - start).toMillis() / 1e3;
      String label = String.format(Locale.ROOT, "%-" + LABEL_WIDTH + "s", what);
      String took = String.format(Locale.ROOT, "%5.1f s", seconds);
      status("");
      line("  @|green ✓|@ " + label + " @|faint " + took + "|@  " + detail);
    }
  }
}
