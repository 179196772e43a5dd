package io.plumbline.sinks.drift;

import io.plumbline.schemas.record.DivergentItem;
import io.plumbline.schemas.record.ImplicitItem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/**
 * The items of the policy probe, and which of them stand out.
 *
 * <p>With B the learned feedback of a word (mean log-ratio against the base, centred in the word's
 * class) and B = a + b y + r the robust fit on the stated feedback y, of residual scale s, the
 * implied feedback is (B - a) / b and the divergence -sign(y) r / s. A word without stated feedback
 * should have learned none; its divergence here is |r| / s.
 */
public final class WordEvidence {
  private static final double FLIPPED_DIVERGENCE = 2;
  private static final double FLIPPED_BY = 0.5;
  private static final double BOOSTED_DIVERGENCE = 4;
  private static final double BOOSTED_BY = 2;

  private final List<DivergentItem> items;

  /**
   * @param items the policy probe's items
   * @param scale s, the residual scale of its fit; where it is not positive no item without stated
   *     feedback stands out
   */
  public WordEvidence(List<ImplicitItem> items, double scale) {
    List<DivergentItem> all = new ArrayList<>();
    for (ImplicitItem item : items) {
      if (item.getImplied() == null) {
        continue;
      }
      double stated = item.getStated() == null ? 0 : item.getStated();
      Double divergence = item.getDivergence();
      if (stated == 0) {
        divergence =
            item.getResidual() != null && scale > 0 ? Math.abs(item.getResidual()) / scale : null;
      }
      if (divergence != null) {
        all.add(new DivergentItem(item.getItem(), stated, item.getImplied(), divergence));
      }
    }
    all.sort(
        Comparator.comparing(DivergentItem::getDivergence)
            .reversed()
            .thenComparing(DivergentItem::getItem));
    this.items = List.copyOf(all);
  }

  /** The items that learned most against what was stated, worst first. */
  public List<DivergentItem> worst(int count) {
    return first(count, item -> item.getDivergence() > 0);
  }

  /**
   * Items whose learned feedback has the other sign than the stated one, by more than half a unit
   * of it, and diverges by two robust standard deviations or more; worst first.
   */
  public List<DivergentItem> flipped(int count) {
    return first(
        count,
        item ->
            Math.signum(item.getStated()) * item.getImplied() < -FLIPPED_BY
                && item.getStated() != 0
                && item.getDivergence() >= FLIPPED_DIVERGENCE);
  }

  /**
   * Items without stated feedback that learned more than two units of it, and more than four robust
   * standard deviations; worst first.
   */
  public List<DivergentItem> boosted(int count) {
    return first(
        count,
        item ->
            item.getStated() == 0
                && Math.abs(item.getImplied()) > BOOSTED_BY
                && item.getDivergence() > BOOSTED_DIVERGENCE);
  }

  private List<DivergentItem> first(int count, Predicate<DivergentItem> which) {
    return items.stream().filter(which).limit(count).toList();
  }
}
