package io.plumbline.extractor.capture;

import io.plumbline.schemas.UserError;
import io.plumbline.schemas.digest.Sha256;
import io.plumbline.schemas.record.BatchPosition;
import io.plumbline.schemas.record.Dtype;
import io.plumbline.schemas.record.ExtractionTask;
import io.plumbline.schemas.record.LogProbBatch;
import io.plumbline.schemas.tensor.TensorPayload;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Packs log-probabilities into batches, always in f32: candidates of items first, then the rows
 * over each lexicon.
 */
record LogProbStream(ExtractionTask task, ReadingPlan plan, int maxRows) {

  /** One row: of one column, or with a lexicon of one per word. */
  private record LogProbRow(String item, int candidate, int tokens, FloatBuffer values) {}

  /** Rows that go into one message. */
  private record Part(String lexicon, List<LogProbRow> rows) {}

  List<LogProbBatch> batches(List<Reading> readings, List<ReadingResult> results) {
    List<LogProbRow> candidates = new ArrayList<>();
    TreeMap<String, List<LogProbRow>> byLexicon = new TreeMap<>();
    for (int r = 0; r < readings.size(); r++) {
      Reading reading = readings.get(r);
      if (reading.lexicon() == null) {
        candidates.add(candidateRow(reading, results.get(r)));
      } else {
        byLexicon
            .computeIfAbsent(reading.lexicon(), id -> new ArrayList<>())
            .addAll(lexiconRows(reading, results.get(r)));
      }
    }
    List<Part> parts = new ArrayList<>();
    if (!candidates.isEmpty() || byLexicon.isEmpty()) {
      Cut.of(candidates, maxRows, Float.BYTES).forEach(rows -> parts.add(new Part(null, rows)));
    }
    byLexicon.forEach(
        (lexicon, rows) -> {
          int rowBytes = plan.words(lexicon).words().size() * Float.BYTES;
          Cut.of(rows, maxRows, rowBytes).forEach(cut -> parts.add(new Part(lexicon, cut)));
        });
    List<LogProbBatch> batches = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      batches.add(batch(Positions.of(task, i, i == parts.size() - 1), parts.get(i)));
    }
    return batches;
  }

  static LogProbBatch failure(ExtractionTask task, String reason) {
    return batch(Positions.failure(task, reason), null, List.of(), List.of());
  }

  private LogProbBatch batch(BatchPosition position, Part part) {
    List<Integer> words = part.lexicon() == null ? List.of() : plan.words(part.lexicon()).words();
    return batch(position, part.lexicon(), words, part.rows());
  }

  private static LogProbBatch batch(
      BatchPosition position, String lexicon, List<Integer> words, List<LogProbRow> rows) {
    int columns = lexicon == null ? 1 : words.size();
    float[] values = new float[rows.size() * columns];
    for (int i = 0; i < rows.size(); i++) {
      checkNumbers(rows.get(i));
      rows.get(i).values().duplicate().get(values, i * columns, columns);
    }
    ByteBuffer payload = TensorPayload.encode(values, Dtype.F32);
    return LogProbBatch.newBuilder()
        .setPosition(position)
        .setLexicon(lexicon)
        .setItems(rows.stream().map(LogProbRow::item).toList())
        .setCandidates(
            lexicon == null ? rows.stream().map(LogProbRow::candidate).toList() : List.of())
        .setTokens(rows.stream().map(LogProbRow::tokens).toList())
        .setWords(words)
        .setDtype(Dtype.F32)
        .setDigest(Sha256.hex(payload))
        .setPayload(payload)
        .build();
  }

  private static LogProbRow candidateRow(Reading reading, ReadingResult result) {
    double sum = 0;
    for (float[] token : result.logProbs()) {
      sum += token[0];
    }
    return new LogProbRow(
        reading.item(),
        reading.candidate(),
        result.logProbs().size(),
        FloatBuffer.wrap(new float[] {(float) sum}));
  }

  private static List<LogProbRow> lexiconRows(Reading reading, ReadingResult result) {
    List<LogProbRow> rows = new ArrayList<>();
    for (int i = 0; i < result.logProbs().size(); i++) {
      rows.add(
          new LogProbRow(
              reading.item(),
              Reading.CONTEXT,
              reading.choices().get(i).position(),
              FloatBuffer.wrap(result.logProbs().get(i))));
    }
    return rows;
  }

  private static void checkNumbers(LogProbRow row) {
    for (int i = 0; i < row.values().limit(); i++) {
      if (Float.isNaN(row.values().get(i))) {
        throw new UserError(
            "a log-probability of item "
                + row.item()
                + " is not a number; the training run has diverged");
      }
    }
  }
}
