package io.plumbline.streamjobs.operator.evidence;

import io.plumbline.schemas.record.LogProbBatch;
import io.plumbline.schemas.tensor.TensorPayload;
import io.plumbline.streamjobs.policy.Context;
import io.plumbline.streamjobs.policy.PolicyEvidence;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * Feeds the policy's evidence: the positions of lexicon contexts, then the triples; and keeps the
 * log-probabilities of single candidates.
 */
final class PolicyContexts {
  private final StatedFeedback feedback;
  private final PolicyEvidence evidence;

  private final CandidateLogProbs candidates = new CandidateLogProbs();

  private PolicyContexts(StatedFeedback feedback, PolicyEvidence evidence) {
    this.feedback = feedback;
    this.evidence = evidence;
  }

  /**
   * Adds all contexts of a checkpoint.
   *
   * @return the log-probabilities of single candidates
   * @throws UnusableEvidenceException if the batches of base and checkpoint differ in their rows,
   *     or an item is missing
   */
  static CandidateLogProbs addTo(
      PolicyEvidence evidence, StatedFeedback feedback, LogProbPairs pairs) throws Exception {
    PolicyContexts contexts = new PolicyContexts(feedback, evidence);
    pairs.forEach(contexts::add);
    contexts.addTriples();
    return contexts.candidates;
  }

  private void add(LogProbBatch base, LogProbBatch tuned) throws UnusableEvidenceException {
    requireSameRows(base, tuned);
    if (tuned.getLexicon() == null) {
      float[] before = values(base, 1);
      float[] after = values(tuned, 1);
      for (int i = 0; i < before.length; i++) {
        candidates.add(
            tuned.getItems().get(i),
            tuned.getCandidates().get(i),
            new CandidateLogProbs.LogProb(before[i], after[i], tuned.getTokens().get(i)));
      }
      return;
    }
    int columns = tuned.getWords().size();
    int[] words = feedback.lexiconWords(tuned.getLexicon(), tuned.getWords());
    float[] before = values(base, columns);
    float[] after = values(tuned, columns);
    for (int i = 0; i < tuned.getItems().size(); i++) {
      String item = tuned.getItems().get(i);
      evidence.add(
          new Context(item, OptionalInt.of(tuned.getTokens().get(i)), feedback.unit(item)),
          words,
          Arrays.copyOfRange(before, i * columns, (i + 1) * columns),
          Arrays.copyOfRange(after, i * columns, (i + 1) * columns));
    }
  }

  private static void requireSameRows(LogProbBatch base, LogProbBatch tuned)
      throws UnusableEvidenceException {
    boolean same =
        base != null
            && base.getItems().equals(tuned.getItems())
            && base.getCandidates().equals(tuned.getCandidates())
            && base.getTokens().equals(tuned.getTokens())
            && base.getWords().equals(tuned.getWords())
            && String.valueOf(base.getLexicon()).equals(String.valueOf(tuned.getLexicon()));
    if (!same) {
      throw new UnusableEvidenceException(
          "log-probabilities in shard "
              + tuned.getPosition().getShard()
              + ", batch "
              + tuned.getPosition().getIndex()
              + " are not of the same rows as the base's: has the tokenizer changed?");
    }
  }

  private static float[] values(LogProbBatch batch, int columns) {
    return TensorPayload.decode(
        batch.getPayload(), batch.getDtype(), batch.getItems().size() * columns);
  }

  private void addTriples() throws UnusableEvidenceException {
    for (StatedFeedback.Triple triple : feedback.triples()) {
      int[] members = {triple.positive(), triple.negative(), triple.neutral()};
      int[] words =
          IntStream.of(members).map(member -> feedback.index(triple.word(member))).toArray();
      if (IntStream.of(words).distinct().count() < words.length) {
        continue;
      }
      float[] base = new float[members.length];
      float[] tuned = new float[members.length];
      for (int i = 0; i < members.length; i++) {
        CandidateLogProbs.LogProb of = candidates.get(triple.item(), members[i]);
        base[i] = of.base();
        tuned[i] = of.tuned();
      }
      evidence.add(feedback.context(triple.item()), words, base, tuned);
    }
  }
}
