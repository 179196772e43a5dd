package io.plumbline.ops.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeedbackFilesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Lexicon LEXICON = Lexicon.shipped();
  @TempDir private Path directory;

  @Test
  void triplesShareTheirBeginningAndCoverEverySentimentWord() throws IOException {
    Path file = directory.resolve("triples.jsonl");
    files().triples(file, 2);
    Map<String, Double> valence = new TreeMap<>();
    LEXICON.entries().forEach(e -> valence.put(e.word(), e.valence()));
    Map<String, Integer> times = new TreeMap<>();
    for (JsonNode row : rows(file)) {
      String prefix = beginning(row, "positive");
      assertThat(beginning(row, "negative")).isEqualTo(prefix).endsWith(" ");
      assertThat(beginning(row, "neutral")).isEqualTo(prefix);
      for (String side : List.of("positive", "negative")) {
        String word = row.get(side + "_word").asText();
        assertThat(row.get(side + "_reward").doubleValue()).isEqualTo(valence.get(word));
        times.merge(word, 1, Integer::sum);
      }
      assertThat(row.get("positive_reward").doubleValue()).isPositive();
      assertThat(row.get("negative_reward").doubleValue()).isNegative();
      assertThat(valence.get(row.get("neutral_word").asText())).isZero();
    }
    assertThat(times).hasSize(310);
    assertThat(times.values()).containsOnly(2);
  }

  @Test
  void wordsAreTheLexicon() throws IOException {
    Path file = directory.resolve("words.csv");
    files().words(file);
    assertThat(Files.readAllLines(file))
        .hasSize(390)
        .startsWith("word,reward,class")
        .contains("abusive,-3.2,adjective", "abusively,-2.8,adverb", "adjacent,0.0,adjective");
  }

  @Test
  void contextsAreCompletionsOfTheModelAndCorpusIsSentences() throws IOException {
    files().contexts(directory.resolve("contexts.jsonl"), 7);
    files().corpus(directory.resolve("corpus.jsonl"), 9);
    assertThat(rows(directory.resolve("contexts.jsonl")))
        .hasSize(7)
        .allSatisfy(row -> assertThat(row.get("text").asText().split(" ", -1)).hasSize(27))
        .allSatisfy(row -> assertThat(Grammar.domains()).contains(row.get("topic").asText()));
    assertThat(rows(directory.resolve("corpus.jsonl")))
        .hasSize(9)
        .allSatisfy(row -> assertThat(row.get("text").asText()).matches(".* [.!]"));
  }

  private static FeedbackFiles files() {
    Vocabulary vocabulary = Vocabulary.of(LEXICON);
    ModelConfig config = new ModelConfig(vocabulary.size(), 16, 1, 2, 32, 32, 0.5, 10_000, 1e-5);
    return new FeedbackFiles(
        new ModelDirectory(config, vocabulary, Weights.random(config, new Random(1))), 4);
  }

  private static String beginning(JsonNode row, String side) {
    String text = row.get(side).asText();
    String word = row.get(side + "_word").asText();
    assertThat(text).endsWith(word);
    return text.substring(0, text.length() - word.length());
  }

  private static List<JsonNode> rows(Path file) throws IOException {
    List<JsonNode> rows = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      rows.add(JSON.readTree(line));
    }
    return rows;
  }
}
