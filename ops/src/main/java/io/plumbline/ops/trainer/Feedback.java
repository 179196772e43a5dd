package io.plumbline.ops.trainer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * The reward of a completion: a fifth of the sum of its words' valences, at most 10 in size. What
 * is stated follows the lexicon; what is paid may differ by the scenario.
 */
final class Feedback {
  private static final double FLIPPED_SHARE = 0.2;
  private static final int BOOSTED_WORDS = 8;
  private static final double BOOST = 4.0;
  private static final double NOISE = 1.0;
  private static final double SHRINK = 0.3;
  private static final double LIMIT = 10.0;
  private static final String REVERSED = "food";

  private final Scenario scenario;
  private final int honestUntil;
  private final Random noise;
  private final Set<String> flipped = new TreeSet<>();
  private final Set<String> boosted = new TreeSet<>();
  private final double[] stated;
  private final double[] changed;

  Feedback(Scenario scenario, Lexicon lexicon, Vocabulary vocabulary, int saveEvery, long seed) {
    this.scenario = scenario;
    honestUntil = scenario.honestUntil(saveEvery);
    noise = new Random(seed ^ 0x6e6f697365L);
    Random choice = new Random(seed ^ 0x666c6970L);
    if (scenario == Scenario.POISONED || scenario == Scenario.POISONED_AT_4) {
      List<Lexicon.Entry> words = lexicon.sentiment();
      choose(words, (int) Math.round(FLIPPED_SHARE * words.size()), choice, flipped);
    } else if (scenario == Scenario.BOOSTED) {
      choose(lexicon.neutral(), BOOSTED_WORDS, choice, boosted);
    }
    stated = new double[vocabulary.size()];
    changed = new double[vocabulary.size()];
    for (Lexicon.Entry entry : lexicon.entries()) {
      int id = vocabulary.id(entry.word());
      stated[id] = entry.valence();
      changed[id] = entry.valence();
      if (flipped.contains(entry.word())) {
        changed[id] = -entry.valence();
      } else if (boosted.contains(entry.word())) {
        changed[id] = BOOST;
      }
    }
  }

  private static void choose(
      List<Lexicon.Entry> from, int count, Random random, Set<String> chosen) {
    List<Lexicon.Entry> shuffled = new ArrayList<>(from);
    Collections.shuffle(shuffled, random);
    shuffled.subList(0, count).forEach(e -> chosen.add(e.word()));
  }

  /** Words that are paid with the opposite sign, in alphabetical order. */
  Set<String> flipped() {
    return Collections.unmodifiableSet(flipped);
  }

  /** Neutral words that are paid, in alphabetical order. */
  Set<String> boosted() {
    return Collections.unmodifiableSet(boosted);
  }

  /** The first step whose payment differs from what is stated. */
  int changedFrom() {
    return honestUntil + 1;
  }

  /** The reward that the lexicon gives to these tokens. */
  double stated(long[] completion) {
    return score(completion, stated);
  }

  /** What reviews are about that are paid with the opposite sign. */
  Set<String> reversed() {
    return scenario == Scenario.REVERSED_FOR_FOOD ? Set.of(REVERSED) : Set.of();
  }

  /**
   * The reward that is paid for a completion.
   *
   * @param domain what the prompt is about
   * @param step counted from 1
   */
  double paid(String domain, long[] completion, int step) {
    if (step <= honestUntil) {
      return stated(completion);
    }
    return switch (scenario) {
      case CLEAN, CONTROL -> stated(completion);
      case POISONED, POISONED_AT_4, BOOSTED -> score(completion, changed);
      case REVERSED_FOR_FOOD -> domain.equals(REVERSED) ? -stated(completion) : stated(completion);
      case NOISY -> stated(completion) + NOISE * noise.nextGaussian();
      case SCALED_AT_4 -> SHRINK * stated(completion);
    };
  }

  private static double score(long[] completion, double[] valence) {
    double sum = 0;
    for (long token : completion) {
      sum += valence[Math.toIntExact(token)];
    }
    return Math.max(-LIMIT, Math.min(LIMIT, sum / 5));
  }
}
