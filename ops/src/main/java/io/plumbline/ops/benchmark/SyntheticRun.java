package io.plumbline.ops.benchmark;

import io.plumbline.extractor.coordinator.GivenDictionary;
import io.plumbline.schemas.digest.DatasetDigest;
import io.plumbline.schemas.digest.RunDigest;
import io.plumbline.schemas.digest.Sha256;
import io.plumbline.schemas.record.ActivationBatch;
import io.plumbline.schemas.record.BatchPosition;
import io.plumbline.schemas.record.Candidate;
import io.plumbline.schemas.record.CandidateRole;
import io.plumbline.schemas.record.CheckpointArrived;
import io.plumbline.schemas.record.DictionaryVersion;
import io.plumbline.schemas.record.Dtype;
import io.plumbline.schemas.record.FeedbackDataset;
import io.plumbline.schemas.record.FeedbackItem;
import io.plumbline.schemas.record.ItemForm;
import io.plumbline.schemas.record.LogProbBatch;
import io.plumbline.schemas.record.RowRole;
import io.plumbline.schemas.record.RunSpec;
import io.plumbline.schemas.serde.TrustedRecords;
import io.plumbline.schemas.settings.RunSettings;
import io.plumbline.schemas.tensor.TensorPayload;
import io.plumbline.streamjobs.dictionary.Dictionary;
import io.plumbline.streamjobs.dictionary.DictionaryCodec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * What an extractor would publish of a run on triples, at one hook, with a given dictionary: random
 * activations with the stated feedback in some directions, in batches of {@value #ROWS} rows.
 *
 * @param name of the run
 * @param triples number of items
 * @param dictionary that the run is given
 */
record SyntheticRun(String name, int triples, Dictionary dictionary) {
  static final String HOOK = "blocks.0.hook_mlp_out";
  static final int ROWS = 256;

  private static final int WORDS_OF_A_KIND = 200;
  private static final long TIME = 1;
  private static final List<CandidateRole> ROLES =
      List.of(CandidateRole.POSITIVE, CandidateRole.NEGATIVE, CandidateRole.NEUTRAL);

  static {
    TrustedRecords.trust();
  }

  /** Batches of activations of one checkpoint. */
  int batches() {
    return (3 * triples + ROWS - 1) / ROWS;
  }

  RunSpec spec() {
    return RunDigest.sealed(
        RunSpec.newBuilder()
            .setRun(name)
            .setDigest("")
            .setTime(TIME)
            .setCodeVersion("benchmark")
            .setBaseModel("benchmark")
            .setBaseDigest("0")
            .setFeedback(new FeedbackDataset(name, DatasetDigest.of(feedback()), triples))
            .setSettings(
                RunSettings.defaults()
                    .with("dictionary.given", HOOK + "=" + dictionary.digest())
                    .toRecords())
            .build());
  }

  List<DictionaryVersion> weights() {
    return new GivenDictionary(
            HOOK,
            dictionary.kind(),
            dictionary.width(),
            dictionary.features(),
            dictionary.digest(),
            DictionaryCodec.toBytes(dictionary))
        .chunks(name, TIME);
  }

  List<FeedbackItem> feedback() {
    List<FeedbackItem> items = new ArrayList<>();
    for (int i = 0; i < triples; i++) {
      List<Candidate> words = new ArrayList<>();
      for (int kind = 0; kind < ROLES.size(); kind++) {
        String word = "word" + kind + "x" + i % WORDS_OF_A_KIND;
        words.add(
            Candidate.newBuilder()
                .setText(" " + word)
                .setTarget(word)
                .setRole(ROLES.get(kind))
                .setReward(kind == 2 ? null : stated(i, kind))
                .build());
      }
      items.add(
          FeedbackItem.newBuilder()
              .setDataset(name)
              .setItem(item(i))
              .setIndex(i)
              .setForm(ItemForm.TRIPLE)
              .setContext("text " + i % 97 + " of " + i % 89 + " was so")
              .setCandidates(words)
              .build());
    }
    return items;
  }

  CheckpointArrived checkpoint(int ordinal) {
    return CheckpointArrived.newBuilder()
        .setRun(name)
        .setStep(ordinal)
        .setOrdinal(ordinal)
        .setCheckpoint("checkpoint-" + ordinal)
        .setLocation("")
        .setTime(TIME + ordinal)
        .build();
  }

  /** A batch of activations. */
  ActivationBatch activations(int ordinal, int index) {
    int from = index * ROWS;
    int rows = Math.min(ROWS, 3 * triples - from);
    int width = dictionary.width();
    Random random = new Random(31L * ordinal + index);
    float[] values = new float[rows * width];
    List<String> items = new ArrayList<>();
    List<Integer> candidates = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      int item = (from + i) / 3;
      int kind = (from + i) % 3;
      items.add(item(item));
      candidates.add(kind);
      for (int j = 0; j < width; j++) {
        double learned = kind == 2 ? 0 : stated(item, kind) * ((j * 7) % 5 - 2) / 4;
        values[i * width + j] = (float) (random.nextGaussian() + learned);
      }
    }
    ByteBuffer payload = TensorPayload.encode(values, Dtype.F32);
    return ActivationBatch.newBuilder()
        .setPosition(position(ordinal, index, index == batches() - 1))
        .setHook(HOOK)
        .setRole(RowRole.TARGET)
        .setHooks(List.of(HOOK))
        .setItems(items)
        .setCandidates(candidates)
        .setTokens(Collections.nCopies(rows, 5))
        .setWidth(width)
        .setDtype(Dtype.F32)
        .setDigest(Sha256.hex(payload))
        .setPayload(payload)
        .build();
  }

  /** Log-probabilities of all candidates, which follow the stated feedback from the base on. */
  LogProbBatch logProbs(int ordinal) {
    Random random = new Random(ordinal);
    float[] values = new float[3 * triples];
    List<String> items = new ArrayList<>();
    List<Integer> candidates = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      int kind = i % 3;
      items.add(item(i / 3));
      candidates.add(kind);
      double learned = kind == 2 ? 0 : 0.3 * ordinal * stated(i / 3, kind);
      values[i] = (float) (-2 + learned + 0.02 * random.nextGaussian());
    }
    ByteBuffer payload = TensorPayload.encode(values, Dtype.F32);
    return LogProbBatch.newBuilder()
        .setPosition(position(ordinal, 0, true))
        .setItems(items)
        .setCandidates(candidates)
        .setTokens(Collections.nCopies(values.length, 1))
        .setWords(List.of())
        .setDtype(Dtype.F32)
        .setDigest(Sha256.hex(payload))
        .setPayload(payload)
        .build();
  }

  private BatchPosition position(int ordinal, int index, boolean last) {
    return BatchPosition.newBuilder()
        .setRun(name)
        .setStep(ordinal)
        .setOrdinal(ordinal)
        .setCheckpoint("checkpoint-" + ordinal)
        .setShard(0)
        .setShards(1)
        .setIndex(index)
        .setLast(last)
        .setTime(TIME + ordinal)
        .build();
  }

  private static String item(int i) {
    return "item-" + i;
  }

  private static double stated(int item, int kind) {
    return (kind == 0 ? 1 : -1) * (1 + item % WORDS_OF_A_KIND % 7) / 2.0;
  }
}
