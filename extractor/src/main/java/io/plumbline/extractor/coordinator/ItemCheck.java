package io.plumbline.extractor.coordinator;

import io.plumbline.extractor.capture.ItemCost;
import io.plumbline.extractor.capture.ReadingPlan;
import io.plumbline.extractor.capture.UnreadableItemException;
import io.plumbline.extractor.feedback.Dataset;
import io.plumbline.schemas.UserError;
import io.plumbline.schemas.record.FeedbackItem;
import io.plumbline.schemas.record.ItemForm;
import io.plumbline.schemas.record.RowRole;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Items that the model can read, tried with the base's tokenizer before anything is published or
 * computed.
 *
 * @param dataset the items
 * @param costs what each costs, in order
 */
public record ItemCheck(Dataset dataset, List<ItemCost> costs) {
  private static final Logger LOG = LoggerFactory.getLogger(ItemCheck.class);
  private static final int SHOWN = 5;

  /**
   * Plans the reading of every item.
   *
   * @param title what the items are, for the error message
   * @throws UserError if the model cannot read some of them, naming the first few, unless the
   *     dataset skips bad rows and there are others
   */
  public static ItemCheck of(Dataset dataset, RowRole role, ReadingPlan plan, String title) {
    List<ItemCost> costs = new ArrayList<>();
    SortedMap<String, String> reasons = new TreeMap<>();
    boolean anyRows = false;
    for (FeedbackItem item : dataset.items()) {
      try {
        costs.add(ItemCost.of(plan.readings(item, role)));
        anyRows |= item.getForm() != ItemForm.LEXICON;
      } catch (UnreadableItemException e) {
        reasons.put(item.getItem(), e.getMessage());
      }
    }
    if (reasons.isEmpty()) {
      return new ItemCheck(dataset, costs);
    }
    if (!dataset.skipsBadRows() || !anyRows) {
      throw new UserError(refusal(dataset, List.copyOf(reasons.values()), title));
    }
    reasons
        .values()
        .forEach(reason -> LOG.warn("left out, since the model cannot read {}", reason));
    return new ItemCheck(dataset.without(reasons), costs);
  }

  private static String refusal(Dataset dataset, List<String> reasons, String title) {
    int more = reasons.size() - SHOWN;
    return "the model cannot read "
        + reasons.size()
        + " of "
        + dataset.items().size()
        + " items of the "
        + title
        + ": "
        + String.join("; ", reasons.subList(0, Math.min(SHOWN, reasons.size())))
        + (more > 0 ? "; and " + more + " more" : "")
        + ". Mend or remove them; '--skip-bad-rows' of watch and extract goes on without them";
  }
}
