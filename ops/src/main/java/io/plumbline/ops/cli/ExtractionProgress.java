package io.plumbline.ops.cli;

import io.plumbline.extractor.coordinator.TaskLedger.Progress;
import io.plumbline.ops.terminal.Terminal;
import java.time.Duration;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Says how far the extraction of each checkpoint is. On a terminal the line at the bottom tells of
 * all that are under way. Where lines cannot be rewritten each has lines of its own: when it
 * begins, as each quarter of its shards is done, and when it ends.
 */
final class ExtractionProgress {
  private static final int QUARTERS = 4;
  private static final int SHOWN = 3;

  private final Terminal terminal;
  private final String idle;
  private final LongSupplier nanos;
  private final SortedMap<Integer, Seen> underway = new TreeMap<>();
  private String trouble = "";

  /**
   * @param last how far it was when last heard of
   * @param since when it was first heard of, in nanoseconds
   */
  private record Seen(Progress last, long since) {}

  /**
   * Makes a display.
   *
   * @param idle what is going on while nothing is extracted
   */
  ExtractionProgress(Terminal terminal, String idle) {
    this(terminal, idle, System::nanoTime);
  }

  ExtractionProgress(Terminal terminal, String idle, LongSupplier nanos) {
    this.terminal = terminal;
    this.idle = idle;
    this.nanos = nanos;
  }

  /** Shows that nothing is extracted yet. */
  synchronized void start() {
    terminal.status(status());
  }

  /** Takes news of a checkpoint. One that is done when it is first heard of was done before. */
  synchronized void update(Progress checkpoint) {
    trouble = "";
    Seen before = underway.get(checkpoint.ordinal());
    boolean ended = checkpoint.done() == checkpoint.total();
    if (ended) {
      underway.remove(checkpoint.ordinal());
    } else {
      long since = before == null ? nanos.getAsLong() : before.since();
      underway.put(checkpoint.ordinal(), new Seen(checkpoint, since));
    }
    if (terminal.colour()) {
      terminal.status(status());
    } else if (ended && before != null) {
      terminal.plain(line(checkpoint) + " extracted, in " + seconds(before.since()));
    } else if (!ended && (before == null || quarter(checkpoint) > quarter(before.last()))) {
      terminal.plain(line(checkpoint) + " extracted");
    }
  }

  /** Something is in the way, and is tried again. */
  synchronized void trouble(String reason) {
    if (terminal.colour()) {
      terminal.status(reason + " (trying again)");
    } else if (!reason.equals(trouble)) {
      terminal.plain("  " + reason + " (trying again)");
    }
    trouble = reason;
  }

  private String status() {
    if (underway.isEmpty()) {
      return idle;
    }
    String first =
        underway.values().stream()
            .limit(SHOWN)
            .map(seen -> place(seen.last()))
            .collect(Collectors.joining("; "));
    int more = underway.size() - SHOWN;
    return first + " extracted" + (more > 0 ? "; " + more + " more checkpoints to extract" : "");
  }

  private static String line(Progress checkpoint) {
    return "  " + place(checkpoint);
  }

  private static String place(Progress checkpoint) {
    return "step %d: %d of %d shards"
        .formatted(checkpoint.step(), checkpoint.done(), checkpoint.total());
  }

  private static int quarter(Progress checkpoint) {
    return QUARTERS * checkpoint.done() / checkpoint.total();
  }

  private String seconds(long since) {
    double seconds = Duration.ofNanos(nanos.getAsLong() - since).toMillis() / 1e3;
    return String.format(Locale.ROOT, "%.1f s", seconds);
  }
}
