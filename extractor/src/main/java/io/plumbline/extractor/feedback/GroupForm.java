package io.plumbline.extractor.feedback;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.schemas.record.CandidateRole;
import io.plumbline.schemas.record.FeedbackItem;
import io.plumbline.schemas.record.ItemForm;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Several responses to a prompt, each with its reward: best-of-n and GRPO data. */
final class GroupForm implements FeedbackForm {
  private static final Set<String> FIELDS = Set.of("id", "prompt", "completions", "rewards");

  private final Conversations conversations;

  GroupForm(Conversations conversations) {
    this.conversations = conversations;
  }

  @Override
  public Set<String> marks() {
    return Set.of("completions", "rewards");
  }

  @Override
  public String title() {
    return "groups";
  }

  @Override
  public FeedbackItem parse(FeedbackRow row, String id) throws RowException {
    List<JsonNode> completions = row.list("completions");
    List<JsonNode> rewards = row.list("rewards");
    if (completions.isEmpty()) {
      throw new RowException("has no completions");
    }
    if (completions.size() != rewards.size()) {
      throw new RowException(
          "has " + completions.size() + " completions and " + rewards.size() + " rewards");
    }
    List<Double> numbers = new ArrayList<>();
    for (int i = 0; i < rewards.size(); i++) {
      if (!rewards.get(i).isNumber() || !Double.isFinite(rewards.get(i).asDouble())) {
        throw new RowException("number " + (i + 1) + " of 'rewards' is not a number");
      }
      numbers.add(rewards.get(i).asDouble());
    }
    List<String> names =
        IntStream.rangeClosed(1, completions.size())
            .mapToObj(i -> "number " + i + " of 'completions'")
            .toList();
    return Exchange.of(row, row.json("prompt"), completions, names, Optional.empty(), conversations)
        .item(
            id,
            ItemForm.GROUP,
            Collections.nCopies(completions.size(), CandidateRole.COMPLETION),
            numbers)
        .setTags(row.tags(FIELDS))
        .build();
  }
}
