package io.plumbline.ops.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/**
 * What was really wrong with a run's feedback. Only the story reads it, never the analysis.
 *
 * @param poisoned words that were paid with the opposite sign
 * @param boosted neutral words that were paid
 */
public record Truth(Set<String> poisoned, Set<String> boosted) {

  /** Reads the file that the trainer wrote. */
  public static Truth read(Path file) throws IOException {
    JsonNode truth = new ObjectMapper().readTree(file.toFile());
    return new Truth(words(truth, "poisonedWords"), words(truth, "boostedWords"));
  }

  /** Whether a word was paid otherwise than stated. */
  public boolean wrong(String word) {
    return poisoned.contains(word) || boosted.contains(word);
  }

  /** Whether any word was. */
  public boolean any() {
    return !poisoned.isEmpty() || !boosted.isEmpty();
  }

  private static Set<String> words(JsonNode truth, String field) {
    Set<String> words = new TreeSet<>();
    truth.path(field).forEach(word -> words.add(word.asText()));
    return words;
  }
}
