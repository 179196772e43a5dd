package io.plumbline.extractor.feedback;

import io.plumbline.schemas.record.CandidateRole;
import io.plumbline.schemas.record.FeedbackItem;
import io.plumbline.schemas.record.ItemForm;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Two responses to a prompt, of which one was preferred. Plain texts are ended by the model's end
 * of text, as TRL's DPO and KTO trainers end what they train on.
 */
final class PairForm implements FeedbackForm {
  private static final Set<String> FIELDS =
      Set.of("id", "prompt", "chosen", "rejected", "chosen_reward", "rejected_reward");
  private static final List<CandidateRole> ROLES =
      List.of(CandidateRole.CHOSEN, CandidateRole.REJECTED);

  private final Conversations conversations;

  PairForm(Conversations conversations) {
    this.conversations = conversations;
  }

  @Override
  public Set<String> marks() {
    return Set.of("chosen", "rejected");
  }

  @Override
  public String title() {
    return "pairs";
  }

  @Override
  public FeedbackItem parse(FeedbackRow row, String id) throws RowException {
    ImplicitPrompt pair =
        ImplicitPrompt.of(row.json("prompt"), row.json("chosen"), row.json("rejected"));
    Exchange exchange =
        Exchange.of(
            row,
            pair.prompt(),
            List.of(pair.chosen(), pair.rejected()),
            List.of("field 'chosen'", "field 'rejected'"),
            conversations.endOfText(),
            conversations);
    if (exchange.responses().get(0).equals(exchange.responses().get(1))) {
      throw new RowException("chosen and rejected are the same");
    }
    return exchange
        .item(
            id,
            ItemForm.PAIR,
            ROLES,
            Arrays.asList(row.number("chosen_reward"), row.number("rejected_reward")))
        .setTags(row.tags(FIELDS))
        .build();
  }
}
