package io.plumbline.extractor.feedback;

import io.plumbline.schemas.record.FeedbackItem;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One way to write feedback down, recognised by its fields. */
interface FeedbackForm {
  /** Fields that make a row one of this form. */
  Set<String> marks();

  /** How the form is called where users read of it. */
  String title();

  /**
   * Reads a row. Dataset and index are left for {@link Dataset} to fill in.
   *
   * @param id id of the item
   * @throws RowException if the row cannot be used
   */
  FeedbackItem parse(FeedbackRow row, String id) throws RowException;

  /**
   * Columns whose sum is the reward, where that has no field of a fixed name.
   *
   * @return nothing where it has
   */
  default List<String> rewardColumns(FeedbackRow row) {
    return List.of();
  }

  /**
   * What rows have in common that make one item together.
   *
   * @return nothing where each row is an item
   */
  default Optional<String> together(FeedbackRow row) {
    return Optional.empty();
  }
}
