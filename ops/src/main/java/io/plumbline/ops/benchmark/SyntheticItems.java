package io.plumbline.ops.benchmark;

import io.plumbline.schemas.record.ActivationBatch;
import io.plumbline.schemas.record.Candidate;
import io.plumbline.schemas.record.CandidateRole;
import io.plumbline.schemas.record.FeedbackItem;
import io.plumbline.schemas.record.ItemForm;
import io.plumbline.schemas.record.LogProbBatch;
import io.plumbline.streamjobs.dictionary.Dictionary;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A run on triples or pairs: random activations with the stated feedback in some directions, in
 * batches of {@value #ROWS} rows.
 */
final class SyntheticItems extends SyntheticRun {
  static final int ROWS = 256;

  private static final int WORDS_OF_A_KIND = 200;

  /** The ridges of three lives and the direct one, the dictionary, and the policy. */
  private static final int REPORTS = 6;

  /** The logistic probes of three lives, and the policy's margins. */
  private static final int REPORTS_OF_PAIRS = 4;

  private final Form form;
  private final int items;

  /**
   * What its items are.
   *
   * <p>A response has as many tokens as let all rows of a pair lie in one batch.
   */
  enum Form {
    TRIPLES(ItemForm.TRIPLE, 1),
    PAIRS(ItemForm.PAIR, 4);

    private final ItemForm form;
    private final int tokens;

    Form(ItemForm form, int tokens) {
      this.form = form;
      this.tokens = tokens;
    }

    private List<CandidateRole> roles() {
      return this == TRIPLES
          ? List.of(CandidateRole.POSITIVE, CandidateRole.NEGATIVE, CandidateRole.NEUTRAL)
          : List.of(CandidateRole.CHOSEN, CandidateRole.REJECTED);
    }

    /** Rows of activations of one item. */
    private int rows() {
      return tokens * roles().size();
    }
  }

  /**
   * @param items how many
   */
  SyntheticItems(String name, Form form, int items, Dictionary dictionary) {
    super(name, dictionary);
    this.form = form;
    this.items = items;
  }

  /** Rows of activations of one checkpoint. */
  int rows() {
    return form.rows() * items;
  }

  /** Batches of activations of one checkpoint. */
  int batches() {
    return (rows() + ROWS - 1) / ROWS;
  }

  @Override
  int reports() {
    return form == Form.PAIRS ? REPORTS + REPORTS_OF_PAIRS : REPORTS;
  }

  @Override
  List<FeedbackItem> feedback() {
    List<FeedbackItem> feedback = new ArrayList<>();
    for (int i = 0; i < items; i++) {
      List<Candidate> candidates = new ArrayList<>();
      for (int kind = 0; kind < form.roles().size(); kind++) {
        String word = "word" + kind + "x" + i % WORDS_OF_A_KIND;
        candidates.add(
            Candidate.newBuilder()
                .setText(" " + word)
                .setTarget(word)
                .setRole(form.roles().get(kind))
                .setReward(kind == 2 ? null : stated(i, kind))
                .build());
      }
      feedback.add(
          FeedbackItem.newBuilder()
              .setDataset(name())
              .setItem(item(i))
              .setIndex(i)
              .setForm(form.form)
              .setContext("text " + i % 97 + " of " + i % 89 + " was so")
              .setCandidates(candidates)
              .build());
    }
    return feedback;
  }

  @Override
  Stream<ActivationBatch> activations(int ordinal) {
    return IntStream.range(0, batches()).mapToObj(index -> activations(ordinal, index));
  }

  private ActivationBatch activations(int ordinal, int index) {
    int from = index * ROWS;
    int rows = Math.min(ROWS, rows() - from);
    Random random = new Random(31L * ordinal + index);
    float[] values = new float[rows * width()];
    List<String> names = new ArrayList<>();
    List<Integer> candidates = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      int item = (from + i) / form.rows();
      int kind = (from + i) % form.rows() / form.tokens;
      names.add(item(item));
      candidates.add(kind);
      for (int j = 0; j < width(); j++) {
        double learned = kind == 2 ? 0 : stated(item, kind) * ((j * 7) % 5 - 2) / 4;
        values[i * width() + j] = (float) (random.nextGaussian() + learned);
      }
    }
    return activations(position(ordinal, index, index == batches() - 1), names, candidates, values);
  }

  /** Log-probabilities of all candidates, which follow the stated feedback from the base on. */
  @Override
  Stream<LogProbBatch> logProbs(int ordinal) {
    Random random = new Random(ordinal);
    int kinds = form.roles().size();
    float[] values = new float[kinds * items];
    List<String> names = new ArrayList<>();
    List<Integer> candidates = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      int kind = i % kinds;
      names.add(item(i / kinds));
      candidates.add(kind);
      double learned = kind == 2 ? 0 : 0.3 * ordinal * stated(i / kinds, kind);
      values[i] = (float) (-2 * form.tokens + learned + 0.02 * random.nextGaussian());
    }
    return Stream.of(
        logProbs(position(ordinal, 0, true), names, values)
            .setCandidates(candidates)
            .setTokens(Collections.nCopies(values.length, form.tokens))
            .setWords(List.of())
            .build());
  }

  private static double stated(int item, int kind) {
    return (kind == 0 ? 1 : -1) * (1 + item % WORDS_OF_A_KIND % 7) / 2.0;
  }
}
