package io.plumbline.ops.trainer;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Writes what was meant: the stated feedback of the words, in the forms a feedback file can have.
 */
final class FeedbackFiles {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> KINDS = List.of("adjective", "adverb");
  private static final int REVIEW = 27;

  private final Lexicon lexicon = Lexicon.shipped();
  private final Grammar grammar = new Grammar(lexicon);
  private final ModelDirectory base;
  private final Random random;

  FeedbackFiles(ModelDirectory base, long seed) {
    this.base = base;
    this.random = new Random(seed);
  }

  /** The lexicon as columns word, reward, class. */
  void words(Path file) {
    List<String> lines = new ArrayList<>(List.of("word,reward,class"));
    for (Lexicon.Entry e : lexicon.entries()) {
      lines.add(String.format(Locale.ROOT, "%s,%s,%s", e.word(), e.valence(), e.kind()));
    }
    write(file, lines);
  }

  /**
   * The beginning of a review with a positive, a negative and a neutral word at its end; every
   * sentiment word comes {@code times} times.
   */
  void triples(Path file, int times) {
    List<String> lines = new ArrayList<>();
    for (String kind : KINDS) {
      Set<String> ofKind =
          entries(kind).stream().map(Lexicon.Entry::word).collect(Collectors.toUnmodifiableSet());
      List<Lexicon.Entry> positive = filter(kind, 1);
      List<Lexicon.Entry> negative = filter(kind, -1);
      List<Lexicon.Entry> neutral = filter(kind, 0);
      for (int i = 0; i < times; i++) {
        Collections.shuffle(positive, random);
        Collections.shuffle(negative, random);
        for (int j = 0; j < positive.size(); j++) {
          lines.add(
              triple(
                  beginning(ofKind),
                  positive.get(j),
                  negative.get(j % negative.size()),
                  neutral.get(random.nextInt(neutral.size()))));
        }
      }
    }
    write(file, lines);
  }

  private static String triple(
      String prefix, Lexicon.Entry positive, Lexicon.Entry negative, Lexicon.Entry neutral) {
    return JSON.createObjectNode()
        .put("positive", prefix + positive.word())
        .put("negative", prefix + negative.word())
        .put("neutral", prefix + neutral.word())
        .put("positive_word", positive.word())
        .put("negative_word", negative.word())
        .put("neutral_word", neutral.word())
        .put("positive_reward", positive.valence())
        .put("negative_reward", negative.valence())
        .toString();
  }

  /** A review up to a place that takes such a word, which is left out. */
  private String beginning(Set<String> ofKind) {
    while (true) {
      List<String> review = grammar.review(random, REVIEW).words();
      int end = Batch.Source.PROMPT + random.nextInt(REVIEW - Batch.Source.PROMPT);
      if (ofKind.contains(review.get(end))) {
        return String.join(" ", review.subList(0, end)) + " ";
      }
    }
  }

  /** Completions of the base at temperature 1, with their prompts and what these are about. */
  void contexts(Path file, int count) {
    List<Grammar.Review> reviews = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      reviews.add(grammar.review(random, Batch.Source.PROMPT));
    }
    List<long[]> prompts =
        reviews.stream().map(review -> base.vocabulary().encode(review.words())).toList();
    Sequences sampled =
        new Policy(base.config())
            .sample(base.weights(), prompts, Batch.Source.COMPLETION, random)
            .sequences();
    List<String> lines = new ArrayList<>();
    for (int r = 0; r < count; r++) {
      lines.add(
          text(base.vocabulary().decode(sampled.row(r)))
              .put("topic", reviews.get(r).domain())
              .toString());
    }
    write(file, lines);
  }

  /** Sentences of the corpus that the base learned from. */
  void corpus(Path file, int count) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      lines.add(text(String.join(" ", grammar.sentence(random))).toString());
    }
    write(file, lines);
  }

  private static ObjectNode text(String text) {
    return JSON.createObjectNode().put("text", text);
  }

  private List<Lexicon.Entry> entries(String kind) {
    return lexicon.entries().stream().filter(e -> e.kind().equals(kind)).toList();
  }

  private List<Lexicon.Entry> filter(String kind, int sign) {
    return new ArrayList<>(
        entries(kind).stream().filter(e -> Math.signum(e.valence()) == sign).toList());
  }

  private static void write(Path file, List<String> lines) {
    try {
      Files.write(file, lines);
    } catch (IOException e) {
      throw new TrainerException("cannot write " + file + ": give a writable directory", e);
    }
  }
}
