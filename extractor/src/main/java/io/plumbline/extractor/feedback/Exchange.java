package io.plumbline.extractor.feedback;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.schemas.record.Candidate;
import io.plumbline.schemas.record.CandidateRole;
import io.plumbline.schemas.record.FeedbackItem;
import io.plumbline.schemas.record.ItemForm;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A prompt with its responses, as the texts that the model reads.
 *
 * @param prompt may be empty
 * @param responses each follows the prompt as it stands
 * @param templated whether a chat template wrote them
 */
record Exchange(String prompt, List<String> responses, boolean templated) {

  /**
   * Reads a prompt and its responses: texts, or messages that a chat template makes texts of.
   *
   * @param row says what else a template is told
   * @param prompt null if there is none
   * @param names what the responses are called, for the reason
   * @param end token that ends responses which no template wrote, unless they have it already
   */
  static Exchange of(
      FeedbackRow row,
      JsonNode prompt,
      List<JsonNode> responses,
      List<String> names,
      Optional<String> end,
      Conversations conversations)
      throws RowException {
    boolean conversation =
        (prompt != null && prompt.isArray()) || responses.stream().anyMatch(JsonNode::isArray);
    if (conversation) {
      return conversations.exchange(prompt, responses, names, TemplateColumns.of(row));
    }
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < responses.size(); i++) {
      String text = endedBy(end, text(responses.get(i), names.get(i)));
      if (text.isEmpty()) {
        throw new RowException(names.get(i) + " is empty");
      }
      texts.add(text);
    }
    return new Exchange(prompt == null ? "" : text(prompt, "field 'prompt'"), texts, false);
  }

  private static String endedBy(Optional<String> end, String text) {
    return end.filter(token -> !text.endsWith(token)).map(text::concat).orElse(text);
  }

  private static String text(JsonNode value, String name) throws RowException {
    if (value == null || !value.isTextual()) {
      throw new RowException(name + " is not a text or a list of messages");
    }
    return value.asText();
  }

  /** The item, with a candidate for each response. */
  FeedbackItem.Builder item(
      String id, ItemForm form, List<CandidateRole> roles, List<Double> rewards) {
    List<Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < responses.size(); i++) {
      candidates.add(
          Candidate.newBuilder()
              .setText(responses.get(i))
              .setTarget(responses.get(i))
              .setRole(roles.get(i))
              .setReward(rewards.get(i))
              .build());
    }
    return FeedbackItem.newBuilder()
        .setDataset("")
        .setItem(id)
        .setIndex(0)
        .setForm(form)
        .setContext(prompt)
        .setTemplated(templated)
        .setCandidates(candidates);
  }
}
