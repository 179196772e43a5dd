package io.plumbline.extractor.feedback;

import io.plumbline.schemas.record.CandidateRole;
import io.plumbline.schemas.record.FeedbackItem;
import io.plumbline.schemas.record.ItemForm;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A response with its reward. */
final class ScoredForm implements FeedbackForm {
  private static final Set<String> FIELDS = Set.of("id", "prompt", "completion", "reward");

  private final Conversations conversations;

  ScoredForm(Conversations conversations) {
    this.conversations = conversations;
  }

  @Override
  public Set<String> marks() {
    return Set.of("completion", "reward");
  }

  @Override
  public String title() {
    return "scored texts";
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
        .item(id, ItemForm.SCORED, List.of(CandidateRole.COMPLETION), List.of(row.number("reward")))
        .setTags(row.tags(FIELDS))
        .build();
  }
}
