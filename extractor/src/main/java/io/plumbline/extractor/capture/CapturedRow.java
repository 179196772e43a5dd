package io.plumbline.extractor.capture;

import io.plumbline.extractor.model.HookPoint;
import java.util.ArrayList;
import java.util.List;

/** One row of an activation batch. */
final class CapturedRow {
  /** Stands for a mean over tokens, in the place of a position. */
  static final int MEAN = -1;

  private final String item;
  private final int candidate;
  private final int token;
  private final float[] vector;

  private CapturedRow(String item, int candidate, int token, float[] vector) {
    this.item = item;
    this.candidate = candidate;
    this.token = token;
    this.vector = vector;
  }

  /** Item it belongs to. */
  String item() {
    return item;
  }

  /** Candidate it belongs to, or {@link Reading#CONTEXT}. */
  int candidate() {
    return candidate;
  }

  /** Position in the text, or {@link #MEAN}. */
  int token() {
    return token;
  }

  /** The activation, {@code [d_model]}; not copied. */
  float[] vector() {
    return vector;
  }

  /** Whether another row belongs to the same candidate. */
  boolean isOfTheSame(CapturedRow other) {
    return item.equals(other.item) && candidate == other.candidate;
  }

  /** Rows at a hook point, which are taken out of the results. */
  static List<CapturedRow> at(HookPoint hook, List<Reading> readings, List<ReadingResult> results) {
    List<CapturedRow> rows = new ArrayList<>();
    for (int r = 0; r < readings.size(); r++) {
      Reading reading = readings.get(r);
      List<float[]> vectors = results.get(r).takeRows(hook);
      for (int i = 0; i < vectors.size(); i++) {
        int token = reading.mean() ? MEAN : reading.rows().get(i);
        rows.add(new CapturedRow(reading.item(), reading.candidate(), token, vectors.get(i)));
      }
    }
    return rows;
  }

  /** Decisions at a hook point, which are taken out of the results. */
  static List<CapturedRow> decisions(
      HookPoint hook, List<Reading> readings, List<ReadingResult> results) {
    List<CapturedRow> rows = new ArrayList<>();
    for (int r = 0; r < readings.size(); r++) {
      Reading reading = readings.get(r);
      List<float[]> vectors = results.get(r).takeDecisions(hook);
      for (int i = 0; i < vectors.size(); i++) {
        rows.add(
            new CapturedRow(
                reading.item(),
                reading.decisionCandidate(),
                reading.decisions().get(i),
                vectors.get(i)));
      }
    }
    return rows;
  }
}
