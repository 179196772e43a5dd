package io.plumbline.ops.trainer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The words that carry feedback: sentiment words with their mean rating, and neutral words at 0.
 */
record Lexicon(List<Entry> entries) {

  /**
   * One word.
   *
   * @param valence mean human rating, -4 (most negative) to 4, 0 for a neutral word
   * @param kind its part of speech, {@code adjective} or {@code adverb}
   */
  record Entry(String word, double valence, String kind) {
    boolean neutral() {
      return valence == 0.0;
    }
  }

  Lexicon {
    entries = List.copyOf(entries);
  }

  /** The shipped lexicon, in alphabetical order. */
  static Lexicon shipped() {
    try (InputStream in =
            Objects.requireNonNull(
                Lexicon.class.getResourceAsStream("lexicon.csv"), "lexicon.csv");
        BufferedReader lines = new BufferedReader(new InputStreamReader(in, UTF_8))) {
      List<Entry> entries = new ArrayList<>();
      lines.readLine();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] cells = line.split(",", -1);
        entries.add(new Entry(cells[0], Double.parseDouble(cells[1]), cells[2]));
      }
      return new Lexicon(entries);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<Entry> sentiment() {
    return entries.stream().filter(e -> !e.neutral()).toList();
  }

  List<Entry> neutral() {
    return entries.stream().filter(Entry::neutral).toList();
  }
}
