package io.plumbline.extractor.feedback;

import com.fasterxml.jackson.databind.JsonNode;

/** Is given the rows of a file in turn. */
interface RowVisitor {
  /**
   * Takes a row.
   *
   * @param number its number in the file, from 1
   * @param fields an object
   */
  void row(int number, JsonNode fields);

  /** Learns that a row cannot be read at all. */
  void unreadable(int number, String reason);
}
