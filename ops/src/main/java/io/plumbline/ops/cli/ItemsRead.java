package io.plumbline.ops.cli;

import io.plumbline.extractor.extract.Extraction;
import io.plumbline.extractor.feedback.BadRow;
import io.plumbline.ops.terminal.Terminal;
import java.util.List;

/**
 * Shows how far an extraction is, with how many texts at once memory did not suffice, what has no
 * rows, and what is left out.
 */
final class ItemsRead implements Extraction.Listener {
  private static final int BAR = 30;

  private final Terminal terminal;
  private int tooMany = Integer.MAX_VALUE;

  ItemsRead(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void done(int items, int of) {
    int full = (int) ((long) BAR * items / of);
    terminal.meanwhile(
        "█".repeat(full) + "░".repeat(BAR - full) + " " + items + " of " + of + " items");
  }

  @Override
  public void leftOut(List<BadRow> rows) {
    terminal.line("  %d rows cannot be used and are left out:".formatted(rows.size()));
    rows.forEach(row -> terminal.plain("    " + row));
  }

  @Override
  public void contextsWithoutRows(int contexts) {
    terminal.line(
        "  "
            + contexts
            + " lexicon contexts have no rows, only lexicon_logprob; --positions decision gives them"
            + " rows");
  }

  @Override
  public void gpuRefused(String why) {
    terminal.line(TaskLines.gpuRefused(why));
  }

  /** Told by each batch; only fewer texts than before are news. */
  @Override
  public synchronized void halved(int texts) {
    if (texts < tooMany) {
      tooMany = texts;
      terminal.line("  " + TaskLines.halved(texts));
    }
  }
}
