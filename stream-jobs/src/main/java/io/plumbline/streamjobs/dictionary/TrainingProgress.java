package io.plumbline.streamjobs.dictionary;

import io.plumbline.streamjobs.stats.Statistic;

/**
 * What training reports of itself.
 *
 * @param tokensSeen rows consumed by training steps, repeats included
 * @param fvu fraction of variance unexplained over the last stretch
 * @param l0 mean number of active features over the last stretch
 * @param dead features that have not fired over the last stretch
 */
public record TrainingProgress(long tokensSeen, Statistic fvu, Statistic l0, int dead) {
  /** Of a dictionary that was not trained here. */
  public static final TrainingProgress NONE =
      new TrainingProgress(
          0, Statistic.undefined("not trained here"), Statistic.undefined("not trained here"), 0);
}
