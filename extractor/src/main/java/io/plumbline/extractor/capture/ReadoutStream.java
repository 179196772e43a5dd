package io.plumbline.extractor.capture;

import io.plumbline.extractor.model.NormKind;
import io.plumbline.extractor.model.Readout;
import io.plumbline.extractor.tokenize.WordTokens;
import io.plumbline.schemas.UserError;
import io.plumbline.schemas.digest.Sha256;
import io.plumbline.schemas.record.BatchPosition;
import io.plumbline.schemas.record.Dtype;
import io.plumbline.schemas.record.ExtractionTask;
import io.plumbline.schemas.record.NormType;
import io.plumbline.schemas.record.ReadoutBatch;
import io.plumbline.schemas.tensor.TensorPayload;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Packs a checkpoint's readout: its final norm always, and where it has a head of its own the
 * unembedding rows of the shard's candidates that are one token. Of the base also those of all
 * other tokens that it reads in the shard, so that directions can be told in more than the
 * candidates.
 */
record ReadoutStream(ExtractionTask task, ReadingPlan plan) {

  /** A candidate that is one token. */
  private record Target(String item, int candidate) {}

  List<ReadoutBatch> batches(List<String> lexica, List<Reading> readings, Readout readout) {
    SortedMap<Integer, List<Target>> targets = new TreeMap<>();
    if (task.getUnembedding()) {
      addTargets(lexica, readings, targets);
    }
    List<Integer> tokens = new ArrayList<>(targets.keySet());
    int width = readout.gamma().length;
    List<List<Integer>> parts = Cut.of(tokens, Integer.MAX_VALUE, width * Float.BYTES);
    List<ReadoutBatch> batches = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      BatchPosition position = Positions.of(task, i, i == parts.size() - 1);
      batches.add(batch(position, parts.get(i), targets, readout));
    }
    return batches;
  }

  private void addTargets(
      List<String> lexica, List<Reading> readings, SortedMap<Integer, List<Target>> targets) {
    for (String lexicon : lexica) {
      WordTokens words = plan.words(lexicon);
      for (int i = 0; i < words.words().size(); i++) {
        add(targets, words.tokens().get(i)).add(new Target(lexicon, words.words().get(i)));
      }
    }
    for (Reading reading : readings) {
      boolean oneToken = reading.lexicon() == null && reading.choices().size() == 1;
      if (oneToken) {
        add(targets, reading.choices().get(0).tokens().get(0))
            .add(new Target(reading.item(), reading.candidate()));
      }
      if (task.getOrdinal() == 0) {
        reading.tokens().forEach(token -> add(targets, token));
      }
    }
  }

  private static List<Target> add(SortedMap<Integer, List<Target>> targets, int token) {
    return targets.computeIfAbsent(token, t -> new ArrayList<>());
  }

  private ReadoutBatch batch(
      BatchPosition position,
      List<Integer> tokens,
      SortedMap<Integer, List<Target>> targets,
      Readout readout) {
    List<String> items = new ArrayList<>();
    List<Integer> candidates = new ArrayList<>();
    List<Integer> candidateTokens = new ArrayList<>();
    for (int token : tokens) {
      for (Target target : targets.get(token)) {
        items.add(target.item());
        candidates.add(target.candidate());
        candidateTokens.add(token);
      }
    }
    ByteBuffer payload = payload(readout, tokens);
    return builder(task)
        .setPosition(position)
        .setNorm(type(readout.norm()))
        .setEpsilon(readout.epsilon())
        .setLogitCap(readout.logitCap().isPresent() ? readout.logitCap().getAsDouble() : null)
        .setWidth(readout.gamma().length)
        .setTokens(tokens)
        .setTexts(tokens.stream().map(plan::text).toList())
        .setItems(items)
        .setCandidates(candidates)
        .setCandidateTokens(candidateTokens)
        .setDigest(Sha256.hex(payload))
        .setPayload(payload)
        .build();
  }

  private static NormType type(NormKind kind) {
    return switch (kind) {
      case LAYER_NORM -> NormType.LAYER_NORM;
      case RMS_NORM -> NormType.RMS_NORM;
    };
  }

  static ReadoutBatch failure(ExtractionTask task, String reason) {
    ByteBuffer nothing = ByteBuffer.allocate(0);
    return builder(task)
        .setPosition(Positions.failure(task, reason))
        .setNorm(NormType.OTHER)
        .setEpsilon(0)
        .setWidth(0)
        .setTokens(List.of())
        .setTexts(List.of())
        .setItems(List.of())
        .setCandidates(List.of())
        .setCandidateTokens(List.of())
        .setDigest(Sha256.hex(nothing))
        .setPayload(nothing)
        .build();
  }

  private static ReadoutBatch.Builder builder(ExtractionTask task) {
    return ReadoutBatch.newBuilder()
        .setHooks(ShardRecords.decisionHooks(task).toList())
        .setDtype(Dtype.F32);
  }

  private static ByteBuffer payload(Readout readout, List<Integer> tokens) {
    int width = readout.gamma().length;
    float[] values = new float[(2 + tokens.size()) * width];
    System.arraycopy(readout.gamma(), 0, values, 0, width);
    System.arraycopy(readout.beta(), 0, values, width, width);
    System.arraycopy(readout.rows(tokens), 0, values, 2 * width, tokens.size() * width);
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw new UserError(
            "the final norm or the unembedding holds " + value + "; the training run has diverged");
      }
    }
    return TensorPayload.encode(values, Dtype.F32);
  }
}
