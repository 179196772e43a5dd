package io.plumbline.extractor.feedback;

import java.util.ArrayList;
import java.util.List;

/** Splits a line of comma-separated values; a cell may stand in double quotes (RFC 4180). */
final class CsvLine {
  private CsvLine() {}

  static List<String> cells(String line) {
    List<String> cells = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"') {
        boolean isDoubled = quoted && i + 1 < line.length() && line.charAt(i + 1) == '"';
        if (isDoubled) {
          cell.append(c);
          i++;
        } else {
          quoted = !quoted;
        }
      } else if (c == ',' && !quoted) {
        cells.add(cell.toString().strip());
        cell.setLength(0);
      } else {
        cell.append(c);
      }
    }
    cells.add(cell.toString().strip());
    return cells;
  }
}
