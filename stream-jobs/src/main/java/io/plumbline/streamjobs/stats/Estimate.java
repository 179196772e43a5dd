package io.plumbline.streamjobs.stats;

import java.util.Optional;

/**
 * A statistic with its interval.
 *
 * @param statistic the value, or why there is none
 * @param interval its bootstrap interval, if there is one
 * @param samples number of groups behind it
 */
public record Estimate(Statistic statistic, Optional<Interval> interval, int samples) {
  /** A statistic without an interval. */
  public static Estimate of(Statistic statistic, int samples) {
    return new Estimate(statistic, Optional.empty(), samples);
  }
}
