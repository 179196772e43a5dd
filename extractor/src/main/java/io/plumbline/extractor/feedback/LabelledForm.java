package io.plumbline.extractor.feedback;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.schemas.record.CandidateRole;
import io.plumbline.schemas.record.FeedbackItem;
import io.plumbline.schemas.record.ItemForm;
import java.util.List;
import java.util.Set;

/**
 * A response that is called good or bad, as TRL's KTO trainer has it: a scored text whose reward is
 * 1 or -1. Plain texts are ended as that trainer ends them.
 */
final class LabelledForm implements FeedbackForm {
  private static final Set<String> FIELDS = Set.of("id", "prompt", "completion", "label");

  private final Conversations conversations;

  LabelledForm(Conversations conversations) {
    this.conversations = conversations;
  }

  @Override
  public Set<String> marks() {
    return Set.of("completion", "label");
  }

  @Override
  public String title() {
    return "labelled texts";
  }

  @Override
  public FeedbackItem parse(FeedbackRow row, String id) throws RowException {
    JsonNode label = row.json("label");
    if (!label.isBoolean()) {
      throw new RowException("field 'label' is neither true nor false");
    }
    return Exchange.of(
            row,
            row.json("prompt"),
            List.of(row.json("completion")),
            List.of("field 'completion'"),
            conversations.endOfText(),
            conversations)
        .item(
            id,
            ItemForm.SCORED,
            List.of(CandidateRole.COMPLETION),
            List.of(label.booleanValue() ? 1.0 : -1.0))
        .setTags(row.tags(FIELDS))
        .build();
  }
}
