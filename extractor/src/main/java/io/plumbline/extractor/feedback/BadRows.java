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
  private final List<String> reasons = new ArrayList<>();

  BadRows(Path file) {
    this.file = file;
  }

  void add(int line, String reason) {
    String row = file + ":" + line + ": " + reason;
    LOG.warn("unusable feedback row {}", row);
    reasons.add(row);
  }

  /** File, line and reason of each, in the order of the file. */
  public List<String> reasons() {
    return List.copyOf(reasons);
  }

  /**
   * Refuses the file if any row was bad.
   *
   * @throws UserError with the number of bad rows and the first few reasons
   */
  void refuseAny() {
    if (reasons.isEmpty()) {
      return;
    }
    String first = reasons.stream().limit(SHOWN).collect(Collectors.joining("; "));
    int more = reasons.size() - SHOWN;
    throw new UserError(
        file
            + " has "
            + reasons.size()
            + (reasons.size() == 1 ? " row" : " rows")
            + " that cannot be used: "
            + first
            + (more > 0 ? "; and " + more + " more (all are in the log)" : "")
            + ". Mend or remove them");
  }
}
