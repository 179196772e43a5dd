package io.plumbline.extractor.feedback;

import io.plumbline.schemas.record.FeedbackItem;
import io.plumbline.schemas.record.ItemForm;
import java.util.List;
import java.util.Set;

/** A text for training the dictionary, without feedback. */
final class CorpusForm implements FeedbackForm {
  private static final Set<String> FIELDS = Set.of("id", "prompt", "text");

  @Override
  public Set<String> marks() {
    return Set.of("text");
  }

  @Override
  public String title() {
    return "corpus texts";
  }

  @Override
  public FeedbackItem parse(FeedbackRow row, String id) throws RowException {
    return FeedbackItem.newBuilder()
        .setDataset("")
        .setItem(id)
        .setIndex(0)
        .setForm(ItemForm.CORPUS_TEXT)
        .setContext(row.text("prompt", "") + row.text("text"))
        .setCandidates(List.of())
        .setTags(row.tags(FIELDS))
        .build();
  }
}
