package io.plumbline.sinks.drift;

import io.plumbline.schemas.record.DivergentItem;
import io.plumbline.schemas.record.ImplicitItem;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/**
 * The items of the policy probe, and which of them stand out.
 *
 * <p>With B the learned feedback of a word and B = a + b y + r the robust line on the stated
 * feedback y, of residual scale s, the implied feedback is (B - a) / b, and the divergence is
 * -sign(y) r / s, or |r| / s - Phi^-1(3/4) for a neutral word (y = 0). Items without implied
 * feedback, which is all of them while b is not positive, do not stand out.
 */
public final class WordEvidence {
  private static final double TURNED_DIVERGENCE = 2.5;
  private static final double TURNED_SHARE = 0.5;
  private static final double FLIPPED_DIVERGENCE = 2;
  private static final double FLIPPED_BY = 0.5;
  private static final double BOOSTED_Z = 4;
  private static final double BOOSTED_BY = 2;

  /** Normal standard deviations in a median absolute deviation: 1 / Phi^-1(3/4). */
  private static final double MAD_TO_SIGMA = 1.482602218505602;

  private final List<ImplicitItem> items;

  /**
   * @param items the policy probe's items
   */
  public WordEvidence(List<ImplicitItem> items) {
    this.items =
        items.stream()
            .filter(i -> i.getStated() != null && i.getImplied() != null)
            .filter(i -> i.getDivergence() != null)
            .sorted(
                Comparator.comparing(ImplicitItem::getDivergence)
                    .reversed()
                    .thenComparing(ImplicitItem::getItem))
            .toList();
  }

  /** The items that learned most against what was stated, worst first. */
  public List<DivergentItem> worst(int count) {
    return first(count, item -> item.getDivergence() > 0);
  }

  /**
   * Items whose learned feedback has the other sign than the stated one, by more than half a unit
   * of it, and diverges by two scales or more; worst first.
   */
  public List<DivergentItem> flipped(int count) {
    return first(
        count,
        item ->
            item.getStated() != 0
                && alongStated(item) < -FLIPPED_BY
                && item.getDivergence() >= FLIPPED_DIVERGENCE);
  }

  /**
   * Items on the way to the other sign: less than half of the stated feedback is left, and they
   * diverge by two and a half scales or more; worst first.
   */
  public List<DivergentItem> turned(int count) {
    return first(
        count,
        item ->
            item.getStated() != 0
                && alongStated(item) < TURNED_SHARE * Math.abs(item.getStated())
                && item.getDivergence() >= TURNED_DIVERGENCE);
  }

  /**
   * Neutral items whose learned feedback lies more than four robust standard deviations above the
   * neutral items' median, and implies more than two units of feedback; worst first.
   */
  public List<DivergentItem> boosted(int count) {
    double[] neutral =
        items.stream().filter(i -> i.getStated() == 0).mapToDouble(ImplicitItem::getRaw).toArray();
    if (neutral.length == 0) {
      return List.of();
    }
    double median = median(neutral);
    double[] deviations = Arrays.stream(neutral).map(raw -> Math.abs(raw - median)).toArray();
    double sigma = MAD_TO_SIGMA * median(deviations);
    return first(
        count,
        item ->
            item.getStated() == 0
                && item.getRaw() - median > BOOSTED_Z * sigma
                && Math.abs(item.getImplied()) > BOOSTED_BY);
  }

  private static double alongStated(ImplicitItem item) {
    return Math.signum(item.getStated()) * item.getImplied();
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  private List<DivergentItem> first(int count, Predicate<ImplicitItem> which) {
    return items.stream()
        .filter(which)
        .limit(count)
        .map(
            item ->
                new DivergentItem(
                    item.getItem(), item.getStated(), item.getImplied(), item.getDivergence()))
        .toList();
  }
}
