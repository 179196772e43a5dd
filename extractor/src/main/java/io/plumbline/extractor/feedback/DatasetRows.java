package io.plumbline.extractor.feedback;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The rows that a dataset was made of.
 *
 * @param places row that an item begins with, by the item's id; items of no file have none
 * @param leftOut rows that no item was made of
 * @param skipsBad whether rows that cannot be used are left out; otherwise they are refused
 */
record DatasetRows(Map<String, Place> places, List<BadRow> leftOut, boolean skipsBad) {

  /** A row of a file, counted from 1. */
  record Place(Path file, int line) {}

  DatasetRows {
    places = Map.copyOf(places);
    leftOut = List.copyOf(leftOut);
  }

  static DatasetRows of(List<FileReading> readings, boolean skipsBad) {
    Map<String, Place> places = new HashMap<>();
    List<BadRow> leftOut = new ArrayList<>();
    for (FileReading reading : readings) {
      reading.lines().forEach((item, line) -> places.put(item, new Place(reading.file(), line)));
      leftOut.addAll(reading.bad().rows());
    }
    return new DatasetRows(places, leftOut, skipsBad);
  }

  /**
   * These rows, of which more are left out.
   *
   * @param reasons why, by item
   */
  DatasetRows without(Map<String, String> reasons) {
    List<BadRow> more = new ArrayList<>(leftOut);
    reasons.forEach(
        (item, reason) -> {
          Place place = places.get(item);
          more.add(new BadRow(place.file(), place.line(), reason));
        });
    return new DatasetRows(places, more, skipsBad);
  }
}
