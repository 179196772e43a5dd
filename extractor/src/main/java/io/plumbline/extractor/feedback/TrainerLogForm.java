package io.plumbline.extractor.feedback;

import io.plumbline.schemas.record.CandidateRole;
import io.plumbline.schemas.record.FeedbackItem;
import io.plumbline.schemas.record.ItemForm;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A row of the completions that TRL's GRPO and RLOO trainers log: one response to a prompt at a
 * step, with a column for each reward function, by its name. Rows of one step and prompt make one
 * group.
 */
final class TrainerLogForm implements FeedbackForm {
  private static final Set<String> FIELDS =
      Set.of("id", "step", "prompt", "completion", "advantage");

  private final Conversations conversations;
  private final Optional<String> rewardColumn;

  /**
   * Makes the form.
   *
   * @param rewardColumn column of the stated reward; without one the sum of all reward functions
   */
  TrainerLogForm(Conversations conversations, Optional<String> rewardColumn) {
    this.conversations = conversations;
    this.rewardColumn = rewardColumn;
  }

  @Override
  public Set<String> marks() {
    return Set.of("step", "prompt", "completion", "advantage");
  }

  @Override
  public String title() {
    return "a trainer's completions";
  }

  @Override
  public FeedbackItem parse(FeedbackRow row, String id) throws RowException {
    return Exchange.of(
            row,
            row.json("prompt"),
            List.of(row.json("completion")),
            List.of("field 'completion'"),
            Optional.empty(),
            conversations)
        .item(id, ItemForm.GROUP, List.of(CandidateRole.COMPLETION), List.of(reward(row)))
        .setTags(row.tags(FIELDS))
        .build();
  }

  @Override
  public Optional<String> together(FeedbackRow row) {
    return Optional.of(row.json("step") + " " + row.json("prompt"));
  }

  @Override
  public List<String> rewardColumns(FeedbackRow row) {
    return rewardColumn
        .map(List::of)
        .orElseGet(() -> row.numbers().stream().filter(name -> !FIELDS.contains(name)).toList());
  }

  private double reward(FeedbackRow row) throws RowException {
    if (rewardColumn.isPresent()) {
      Double chosen = row.number(rewardColumn.get());
      if (chosen == null) {
        throw new RowException("has no field '" + rewardColumn.get() + "' (--reward-column)");
      }
      return chosen;
    }
    // A reward function that does not apply to a row leaves its column empty or NaN.
    List<Double> rewards =
        rewardColumns(row).stream()
            .map(name -> row.json(name).asDouble())
            .filter(reward -> !reward.isNaN())
            .toList();
    if (rewards.isEmpty()) {
      throw new RowException("has no column of a reward function with a number in it");
    }
    double sum = rewards.stream().mapToDouble(Double::doubleValue).sum();
    if (!Double.isFinite(sum)) {
      throw new RowException("its rewards sum to " + sum);
    }
    return sum;
  }
}
