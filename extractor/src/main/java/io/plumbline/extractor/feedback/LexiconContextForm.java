package io.plumbline.extractor.feedback;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.schemas.record.FeedbackItem;
import io.plumbline.schemas.record.ItemForm;
import java.util.List;
import java.util.Set;

/** A text whose positions are choices between all words of the lexicon. */
final class LexiconContextForm implements FeedbackForm {
  private static final Set<String> FIELDS = Set.of("id", "prompt", "text");

  private final Lexicon lexicon;
  private final Conversations conversations;

  LexiconContextForm(Lexicon lexicon, Conversations conversations) {
    this.lexicon = lexicon;
    this.conversations = conversations;
  }

  @Override
  public Set<String> marks() {
    return Set.of("text");
  }

  @Override
  public String title() {
    return "lexicon contexts";
  }

  @Override
  public FeedbackItem parse(FeedbackRow row, String id) throws RowException {
    if (lexicon.isEmpty()) {
      throw new RowException("is a lexicon context, but no lexicon was given (--lexicon FILE)");
    }
    JsonNode given = row.json("prompt");
    boolean conversation = given != null && given.isArray();
    String prompt =
        conversation
            ? conversations.prompt(given, TemplateColumns.of(row))
            : row.text("prompt", "");
    return FeedbackItem.newBuilder()
        .setDataset("")
        .setItem(id)
        .setIndex(0)
        .setForm(ItemForm.LEXICON_CONTEXT)
        .setTemplated(conversation)
        .setContext(prompt + row.text("text"))
        .setCandidates(List.of())
        .setLexicon(lexicon.id())
        .setTags(row.tags(FIELDS))
        .setTextStart(prompt.length())
        .build();
  }
}
