package io.plumbline.streamjobs.dictionary;

import io.plumbline.streamjobs.stats.Estimate;
import io.plumbline.streamjobs.stats.Statistic;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a refresh did, and what its null step did, by name. */
public final class RefreshScores {
  private RefreshScores() {}

  /**
   * Of a refresh:
   *
   * <ul>
   *   <li>{@code moved}, {@code moved_most}: mean and largest {@link Movement} from the start
   *   <li>{@code fvu_before}, {@code fvu_after}: of rows held out, by the start and by the
   *       refreshed dictionary; {@code gain} is their difference
   *   <li>{@code moved_beyond_null}, {@code gain_beyond_null}: less those of the null step
   *   <li>{@code apart}, {@code apart_most}: movement from the null step's dictionary to the
   *       refreshed one. Movements are squared distances: where the model turned the features
   *       another way than training does, {@code moved} can stay as it is, and this does not
   * </ul>
   */
  public static SortedMap<String, Estimate> of(RefreshStep step, RefreshStep nullStep) {
    SortedMap<String, Estimate> scores = own(step, "");
    Movement apart = Movement.between(nullStep.dictionary(), step.dictionary());
    int features = step.dictionary().features();
    scores.put("apart", Estimate.of(Statistic.of(apart.mean()), features));
    scores.put("apart_most", Estimate.of(Statistic.of(apart.most()), features));
    scores.put(
        "moved_beyond_null",
        Estimate.of(Statistic.of(step.moved().mean() - nullStep.moved().mean()), features));
    scores.put(
        "gain_beyond_null",
        Estimate.of(step.gain().minus(nullStep.gain()), Math.toIntExact(step.heldOut())));
    return scores;
  }

  /** Of a null step: {@code null_moved}, {@code null_gain} and so on. */
  public static SortedMap<String, Estimate> ofNull(RefreshStep nullStep) {
    return own(nullStep, "null_");
  }

  private static SortedMap<String, Estimate> own(RefreshStep step, String prefix) {
    int features = step.dictionary().features();
    int heldOut = Math.toIntExact(step.heldOut());
    SortedMap<String, Estimate> scores = new TreeMap<>();
    scores.put(prefix + "moved", Estimate.of(Statistic.of(step.moved().mean()), features));
    scores.put(prefix + "moved_most", Estimate.of(Statistic.of(step.moved().most()), features));
    scores.put(prefix + "fvu_before", Estimate.of(step.before(), heldOut));
    scores.put(prefix + "fvu_after", Estimate.of(step.after(), heldOut));
    scores.put(prefix + "gain", Estimate.of(step.gain(), heldOut));
    return scores;
  }
}
