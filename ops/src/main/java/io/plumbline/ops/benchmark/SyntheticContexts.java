package io.plumbline.ops.benchmark;

import io.plumbline.schemas.record.ActivationBatch;
import io.plumbline.schemas.record.Candidate;
import io.plumbline.schemas.record.CandidateRole;
import io.plumbline.schemas.record.FeedbackItem;
import io.plumbline.schemas.record.ItemForm;
import io.plumbline.schemas.record.LogProbBatch;
import io.plumbline.schemas.record.Tag;
import io.plumbline.streamjobs.dictionary.Dictionary;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A run on lexicon contexts: every position of completions, with the probabilities of all words of
 * a lexicon. Without activations.
 */
final class SyntheticContexts extends SyntheticRun {
  private static final String LEXICON = "lexicon";
  private static final String PROMPT = "prompt ";

  /** Positions of a completion, completions of a prompt, and topics of prompts. */
  private static final int POSITIONS = 25;

  private static final int COMPLETIONS = 6;
  private static final int TOPICS = 5;

  /** What the words of a lexicon are worth of the probability. */
  private static final double MASS = 0.3;

  private static final int BATCH_BYTES = 900_000;
  private static final int REPORTS = 6;

  private final int contexts;
  private final int words;

  SyntheticContexts(String name, int contexts, int words, Dictionary dictionary) {
    super(name, dictionary);
    this.contexts = contexts;
    this.words = words;
  }

  @Override
  int reports() {
    return REPORTS;
  }

  @Override
  List<FeedbackItem> feedback() {
    List<FeedbackItem> feedback = new ArrayList<>();
    List<Candidate> candidates = new ArrayList<>();
    for (int w = 0; w < words; w++) {
      candidates.add(
          Candidate.newBuilder()
              .setText(" word" + w)
              .setTarget("word" + w)
              .setRole(CandidateRole.WORD)
              .setReward(stated(w))
              .build());
    }
    feedback.add(
        item(LEXICON, 0, ItemForm.LEXICON).setContext("").setCandidates(candidates).build());
    for (int first = 0; first < contexts; first += POSITIONS) {
      int completion = first / POSITIONS;
      int prompt = completion / COMPLETIONS;
      String text = PROMPT + prompt;
      feedback.add(
          item(item(completion), completion + 1, ItemForm.LEXICON_CONTEXT)
              .setContext(text + " completion " + completion)
              .setTextStart(text.length())
              .setCandidates(List.of())
              .setLexicon(LEXICON)
              .setTags(List.of(new Tag("topic", "topic-" + prompt % TOPICS)))
              .build());
    }
    return feedback;
  }

  private FeedbackItem.Builder item(String id, int index, ItemForm form) {
    return FeedbackItem.newBuilder().setDataset(name()).setItem(id).setIndex(index).setForm(form);
  }

  /** One batch without rows, as a hook has where no item has a target. */
  @Override
  Stream<ActivationBatch> activations(int ordinal) {
    return Stream.of(activations(position(ordinal, 0, true), List.of(), List.of(), new float[0]));
  }

  @Override
  Stream<LogProbBatch> logProbs(int ordinal) {
    int rows = Math.max(1, BATCH_BYTES / (words * Float.BYTES));
    int batches = (contexts + rows - 1) / rows;
    List<Integer> columns = IntStream.range(0, words).boxed().toList();
    return IntStream.range(0, batches)
        .mapToObj(
            index -> {
              int from = index * rows;
              int to = Math.min(from + rows, contexts);
              float[] values = new float[(to - from) * words];
              for (int context = from; context < to; context++) {
                fill(values, (context - from) * words, context, ordinal);
              }
              return logProbs(
                      position(ordinal, index, index == batches - 1), items(from, to), values)
                  .setLexicon(LEXICON)
                  .setCandidates(List.of())
                  .setTokens(IntStream.range(from, to).mapToObj(c -> c % POSITIONS).toList())
                  .setWords(columns)
                  .build();
            });
  }

  private static List<String> items(int from, int to) {
    return IntStream.range(from, to).mapToObj(context -> item(context / POSITIONS)).toList();
  }

  /** Probabilities of the words that move with the stated feedback from the base on. */
  private void fill(float[] values, int start, int context, int ordinal) {
    Random ofBase = new Random(context);
    Random ofCheckpoint = new Random(31L * context + ordinal);
    double[] logits = new double[words];
    double sum = 0;
    for (int w = 0; w < words; w++) {
      double noise = ordinal == 0 ? 0 : 0.1 * ofCheckpoint.nextGaussian();
      logits[w] = 1.5 * ofBase.nextGaussian() + 0.1 * ordinal * stated(w) + noise;
      sum += Math.exp(logits[w]);
    }
    for (int w = 0; w < words; w++) {
      values[start + w] = (float) (logits[w] + Math.log(MASS / sum));
    }
  }

  /** From -4 to 4, an eleventh of the words neutral. */
  private static double stated(int word) {
    return (word % 11 - 5) * 0.8;
  }
}
