package io.plumbline.ops.trainer;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What is wrong with the reward that the run is paid, if anything. */
enum Scenario {
  /** Paid as stated. */
  CLEAN,
  /** A fifth of the sentiment words count with the opposite sign, from the start. */
  POISONED,
  /** As {@link #POISONED}, but only after the fourth checkpoint. */
  POISONED_AT_4,
  /** Reviews of food are paid with the opposite sign, from the start. */
  REVERSED_FOR_FOOD,
  /** Eight neutral words count +4, from the start. */
  BOOSTED,
  /** Normal noise on every score, from the start. */
  NOISY,
  /** Scores times 0.3 after the fourth checkpoint; the words keep their signs. */
  SCALED_AT_4,
  /** No reward at all: language modelling goes on. */
  CONTROL;

  private static final int LATE_CHECKPOINT = 4;

  /** The name on the command line, as {@code poisoned-at-4}. */
  String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Scenario of(String id) {
    return Arrays.stream(values())
        .filter(s -> s.id().equals(id))
        .findFirst()
        .orElseThrow(
            () -> new TrainerException("unknown scenario '" + id + "': choose one of " + ids()));
  }

  static List<String> ids() {
    return Arrays.stream(values()).map(Scenario::id).toList();
  }

  /** The last step that is paid as stated, where a checkpoint is saved every {@code saveEvery}. */
  int honestUntil(int saveEvery) {
    return this == POISONED_AT_4 || this == SCALED_AT_4 ? LATE_CHECKPOINT * saveEvery : 0;
  }
}
