package io.plumbline.streamjobs.operator.evidence;

import io.plumbline.schemas.record.Candidate;
import io.plumbline.schemas.record.CandidateRole;
import io.plumbline.schemas.record.FeedbackItem;
import io.plumbline.schemas.record.ItemForm;
import io.plumbline.streamjobs.policy.Response;
import io.plumbline.streamjobs.policy.ResponseEvidence;
import io.plumbline.streamjobs.policy.ResponseWords;
import java.util.ArrayList;
import java.util.List;

/** The policy's evidence on pairs, scored texts and groups. */
final class ResponseLogRatios {
  private final StatedFeedback feedback;
  private final CandidateLogProbs logProbs;

  ResponseLogRatios(StatedFeedback feedback, CandidateLogProbs logProbs) {
    this.feedback = feedback;
    this.logProbs = logProbs;
  }

  /**
   * The evidence of all items of a form.
   *
   * @param words of this form
   * @throws UnusableEvidenceException if a log-probability is missing
   */
  ResponseEvidence of(ItemForm form, ResponseWords words) throws UnusableEvidenceException {
    List<List<Response>> items = new ArrayList<>();
    for (FeedbackItem item : feedback.responses(form)) {
      items.add(form == ItemForm.PAIR ? pair(item) : responses(item));
    }
    return switch (form) {
      case PAIR ->
          ResponseEvidence.pairs(
              items.stream().map(pair -> pair.get(0)).toList(),
              items.stream().map(pair -> pair.get(1)).toList(),
              words);
      case SCORED -> ResponseEvidence.texts(items.stream().flatMap(List::stream).toList(), words);
      case GROUP -> ResponseEvidence.groups(items, words);
      default -> throw new IllegalArgumentException(form + " is no form of whole responses");
    };
  }

  /** The chosen response, then the rejected one. */
  private List<Response> pair(FeedbackItem item) throws UnusableEvidenceException {
    return List.of(
        response(item, StatedFeedback.only(item, CandidateRole.CHOSEN), item.getItem()),
        response(item, StatedFeedback.only(item, CandidateRole.REJECTED), item.getItem()));
  }

  private List<Response> responses(FeedbackItem item) throws UnusableEvidenceException {
    List<Response> responses = new ArrayList<>();
    boolean several = item.getCandidates().size() > 1;
    for (int c = 0; c < item.getCandidates().size(); c++) {
      if (item.getCandidates().get(c).getReward() != null) {
        responses.add(response(item, c, several ? item.getItem() + "/" + c : item.getItem()));
      }
    }
    return responses;
  }

  private Response response(FeedbackItem item, int index, String name)
      throws UnusableEvidenceException {
    Candidate candidate = item.getCandidates().get(index);
    CandidateLogProbs.LogProb of = logProbs.get(item.getItem(), index);
    return new Response(
        name,
        feedback.context(item.getItem()),
        candidate.getText(),
        candidate.getReward() == null ? Double.NaN : candidate.getReward(),
        of.base(),
        of.tuned(),
        of.tokens());
  }
}
