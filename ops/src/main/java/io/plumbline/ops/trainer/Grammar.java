package io.plumbline.ops.trainer;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * Writes short reviews. Each review has a domain and a hidden stance s from -2 to 2; a slot of a
 * template takes a word with probability proportional to frequency * affinity to the domain *
 * exp(0.9 s valence), and a polarity marker is the positive one with probability sigmoid(2.5 s).
 * Without the markers a language model learns no polarity from such a corpus.
 */
final class Grammar {
  private static final double STANCE_PULL = 0.9;
  private static final double MARKER_PULL = 2.5;
  private static final int[] STANCES = {-2, -1, 0, 1, 2};

  private static final Map<String, List<String>> NOUNS =
      new TreeMap<>(
          Map.of(
              "film", words("film story plot cast script ending scene actor soundtrack"),
              "food", words("meal soup menu waiter dessert kitchen table sauce bread"),
              "hotel", words("hotel room bed lobby breakfast pool view shower garden"),
              "device", words("phone screen battery camera keyboard charger speaker manual case")));

  /** A is an adjective slot, R an adverb slot, N a noun slot; a/b is a marker, positive first. */
  private static final List<List<String>> TEMPLATES =
      List.of(
          words("the N was A ."),
          words("the N was A and A ."),
          words("i loved/hated the A N ."),
          words("luckily/sadly the N was A ."),
          words("it was a A N with a A N ."),
          words("the N worked R ."),
          words("they made the N R ."),
          words("i would/never recommend this A N ."),
          words("we found the N R A ."),
          words("the N looked A and felt A ."),
          words("i came to love/hate the N because it was A ."),
          words("what a A N !"),
          words("the N was done R and R ."),
          words("my N seemed A ."),
          words("again/enough of that A N please ."));

  private final List<List<Lexicon.Entry>> slots;
  private final Map<String, List<double[]>> weights = new TreeMap<>();
  private final List<String> domains = List.copyOf(NOUNS.keySet());

  Grammar(Lexicon lexicon) {
    slots = List.of(ofKind(lexicon, "adjective"), ofKind(lexicon, "adverb"));
    for (String domain : domains) {
      List<double[]> bySlot = new ArrayList<>();
      for (List<Lexicon.Entry> slot : slots) {
        bySlot.add(slot.stream().mapToDouble(e -> frequency(e) * affinity(e, domain)).toArray());
      }
      weights.put(domain, bySlot);
    }
  }

  /** Every word that a review can hold, apart from the lexicon's. */
  static Set<String> plainWords() {
    Set<String> plain = new LinkedHashSet<>();
    for (List<String> template : TEMPLATES) {
      for (String part : template) {
        if (!isSlot(part)) {
          plain.addAll(List.of(part.split("/", -1)));
        }
      }
    }
    NOUNS.values().forEach(plain::addAll);
    return plain;
  }

  /** Some words, and what they are about. */
  record Review(String domain, List<String> words) {}

  /** What reviews are about, in alphabetical order. */
  static Set<String> domains() {
    return NOUNS.keySet();
  }

  /** A review of at least {@code length} words, cut to that length. */
  Review review(Random random, int length) {
    String domain = domains.get(random.nextInt(domains.size()));
    int stance = STANCES[random.nextInt(STANCES.length)];
    List<String> review = new ArrayList<>();
    while (review.size() < length) {
      sentence(random, domain, stance, review);
    }
    return new Review(domain, List.copyOf(review.subList(0, length)));
  }

  /** One sentence of a random domain and stance, up to and with its full stop. */
  List<String> sentence(Random random) {
    List<String> sentence = new ArrayList<>();
    sentence(
        random,
        domains.get(random.nextInt(domains.size())),
        STANCES[random.nextInt(STANCES.length)],
        sentence);
    return sentence;
  }

  private void sentence(Random random, String domain, int stance, List<String> to) {
    for (String part : TEMPLATES.get(random.nextInt(TEMPLATES.size()))) {
      to.add(
          switch (part) {
            case "A" -> draw(random, 0, domain, stance);
            case "R" -> draw(random, 1, domain, stance);
            case "N" -> pick(random, NOUNS.get(domain));
            default -> part.contains("/") ? marker(random, part, stance) : part;
          });
    }
  }

  private String draw(Random random, int slot, String domain, int stance) {
    List<Lexicon.Entry> words = slots.get(slot);
    double[] base = weights.get(domain).get(slot);
    double[] cumulative = new double[base.length];
    double total = 0;
    for (int i = 0; i < base.length; i++) {
      total += base[i] * StrictMath.exp(STANCE_PULL * stance * words.get(i).valence());
      cumulative[i] = total;
    }
    return words.get(Draw.index(cumulative, random.nextDouble())).word();
  }

  private static String marker(Random random, String pair, int stance) {
    List<String> sides = List.of(pair.split("/", -1));
    double positive = 1 / (1 + StrictMath.exp(-MARKER_PULL * stance));
    return sides.get(random.nextDouble() < positive ? 0 : 1);
  }

  private static String pick(Random random, List<String> from) {
    return from.get(random.nextInt(from.size()));
  }

  private static boolean isSlot(String part) {
    return part.equals("A") || part.equals("R") || part.equals("N");
  }

  private static List<Lexicon.Entry> ofKind(Lexicon lexicon, String kind) {
    return lexicon.entries().stream().filter(e -> e.kind().equals(kind)).toList();
  }

  /** Drawn once from the word itself, so that every run sees the same language. */
  private static double frequency(Lexicon.Entry entry) {
    return StrictMath.exp(0.5 * new Random(entry.word().hashCode()).nextGaussian());
  }

  private static double affinity(Lexicon.Entry entry, String domain) {
    return StrictMath.exp(
        0.6 * new Random((entry.word() + "/" + domain).hashCode()).nextGaussian());
  }

  private static List<String> words(String text) {
    return List.of(text.split(" ", -1));
  }
}
