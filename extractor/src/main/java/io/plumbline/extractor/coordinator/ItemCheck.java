package io.plumbline.extractor.coordinator;

import io.plumbline.extractor.capture.ItemCost;
import io.plumbline.extractor.capture.ReadingPlan;
import io.plumbline.extractor.capture.UnreadableItemException;
import io.plumbline.extractor.feedback.Dataset;
import io.plumbline.schemas.UserError;
import io.plumbline.schemas.record.FeedbackItem;
import io.plumbline.schemas.record.RowRole;
import java.util.ArrayList;
import java.util.List;

/** Tries all items with the base's tokenizer before anything is published or computed. */
public final class ItemCheck {
  private static final int SHOWN = 5;

  private ItemCheck() {}

  /**
   * Plans the reading of every item.
   *
   * @param title what the items are, for the error message
   * @return what each item costs, in order
   * @throws UserError if the model cannot read some of them, naming the first few
   */
  public static List<ItemCost> costs(
      Dataset dataset, RowRole role, ReadingPlan plan, String title) {
    List<ItemCost> costs = new ArrayList<>();
    List<String> reasons = new ArrayList<>();
    for (FeedbackItem item : dataset.items()) {
      try {
        costs.add(ItemCost.of(plan.readings(item, role)));
      } catch (UnreadableItemException e) {
        reasons.add(e.getMessage());
      }
    }
    if (!reasons.isEmpty()) {
      int more = reasons.size() - SHOWN;
      throw new UserError(
          "the model cannot read "
              + reasons.size()
              + " of "
              + dataset.items().size()
              + " items of the "
              + title
              + ": "
              + String.join("; ", reasons.subList(0, Math.min(SHOWN, reasons.size())))
              + (more > 0 ? "; and " + more + " more" : "")
              + ". Mend or remove them");
    }
    return costs;
  }
}
