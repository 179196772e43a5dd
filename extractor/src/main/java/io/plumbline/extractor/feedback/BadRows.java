package io.plumbline.extractor.feedback;

import io.plumbline.schemas.UserError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Collects the rows of a file that cannot be used, so that all are named at once. */
public final class BadRows {
  private static final Logger LOG = LoggerFactory.getLogger(BadRows.class);
  private static final int SHOWN = 5;

  private final Path file;
  private final List<BadRow> rows = new ArrayList<>();

  BadRows(Path file) {
    this.file = file;
  }

  void add(int line, String reason) {
    BadRow row = new BadRow(file, line, reason);
    LOG.warn("unusable feedback row {}", row);
    rows.add(row);
  }

  /** All of them, in the order of the file. */
  public List<BadRow> rows() {
    return List.copyOf(rows);
  }

  /**
   * Refuses the file if any row was bad.
   *
   * @param remedy what to do about it
   * @throws UserError with the number of bad rows and the first few reasons
   */
  void refuseAny(String remedy) {
    if (rows.isEmpty()) {
      return;
    }
    String first =
        rows.stream().limit(SHOWN).map(BadRow::toString).collect(Collectors.joining("; "));
    int more = rows.size() - SHOWN;
    throw new UserError(
        file
            + " has "
            + rows.size()
            + (rows.size() == 1 ? " row" : " rows")
            + " that cannot be used: "
            + first
            + (more > 0 ? "; and " + more + " more (all are in the log)" : "")
            + ". "
            + remedy);
  }
}
