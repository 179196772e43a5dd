package io.plumbline.streamjobs.operator;

import io.plumbline.schemas.digest.Sha256;
import io.plumbline.schemas.record.ActivationBatch;
import io.plumbline.schemas.record.BatchPosition;
import io.plumbline.schemas.record.Candidate;
import io.plumbline.schemas.record.CheckpointArrived;
import io.plumbline.schemas.record.Dtype;
import io.plumbline.schemas.record.FeedbackItem;
import io.plumbline.schemas.record.ItemForm;
import io.plumbline.schemas.record.LogProbBatch;
import io.plumbline.schemas.record.RowRole;
import io.plumbline.schemas.record.RunSpec;
import io.plumbline.schemas.settings.Setting;
import io.plumbline.schemas.settings.Settings;
import io.plumbline.schemas.tensor.TensorPayload;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * What an extractor would publish of a model that learns {@link TinyFeedback}: at each checkpoint
 * its log-ratios grow with the stated feedback, by a slope of 0.3 per checkpoint.
 *
 * @param run name of the run
 * @param checkpoints number of checkpoints, the base included
 */
record TinyRun(String run, int checkpoints) {
  static final List<String> HOOKS = List.of("blocks.0.hook_mlp_out", "blocks.1.hook_mlp_out");
  static final double SLOPE = 0.3;

  private static final Map<Setting<?>, String> SMALL =
      Map.of(
          Settings.DICTIONARY_BATCH,
          "8",
          Settings.DICTIONARY_BUFFER,
          "64",
          Settings.BOOTSTRAP,
          "20");
  private static final int WIDTH = 12;
  private static final int ROWS = 15;
  private static final int POSITIONS = 5;

  RunSpec spec() {
    return Runs.spec(run, TinyFeedback.dataset(), SMALL);
  }

  /** The same with its dictionaries refreshed. */
  RunSpec refreshedSpec() {
    Map<Setting<?>, String> settings = new HashMap<>(SMALL);
    settings.put(Settings.DICTIONARY_REFRESH, "100");
    return Runs.spec(run, TinyFeedback.dataset(), settings);
  }

  /** Has no value head; its head is first trained in the second tuned checkpoint. */
  CheckpointArrived checkpoint(int ordinal) {
    return CheckpointArrived.newBuilder()
        .setRun(run)
        .setStep(15 * ordinal)
        .setOrdinal(ordinal)
        .setCheckpoint("checkpoint-" + ordinal)
        .setLocation("")
        .setTime(1_000L + ordinal)
        .setValueHead(false)
        .setHeadTrained(ordinal == 0 ? null : ordinal > 1)
        .build();
  }

  /** Corpus batches of the base, and target batches of every checkpoint. */
  List<ActivationBatch> activations() {
    Activations maker = new Activations(run, HOOKS, WIDTH, 32);
    List<ActivationBatch> batches = new ArrayList<>();
    for (String hook : HOOKS) {
      for (int shard = 0; shard < 3; shard++) {
        for (int index = 0; index < 8; index++) {
          BatchPosition position = maker.position(0, shard, 3, index, index == 7);
          batches.add(maker.batch(hook, RowRole.CORPUS, position));
        }
      }
      for (int ordinal = 0; ordinal < checkpoints; ordinal++) {
        for (int shard = 0; shard < TinyFeedback.SHARDS; shard++) {
          batches.addAll(targets(maker, hook, ordinal, shard));
        }
      }
    }
    return batches;
  }

  @SuppressWarnings("ArrayRecordComponent") // carried through, never compared
  private record TargetRow(String item, int candidate, float[] activation) {}

  private List<ActivationBatch> targets(Activations maker, String hook, int ordinal, int shard) {
    List<TargetRow> rows = new ArrayList<>();
    for (FeedbackItem item : withCandidates(shard)) {
      int tokens = item.getForm() == ItemForm.TRIPLE ? 1 : 2;
      for (int c = 0; c < item.getCandidates().size(); c++) {
        for (int token = 0; token < tokens; token++) {
          rows.add(new TargetRow(item.getItem(), c, activation(item, c, hook, ordinal + token)));
        }
      }
    }
    List<ActivationBatch> batches = new ArrayList<>();
    for (int from = 0; from < rows.size(); from += ROWS) {
      List<TargetRow> part = rows.subList(from, Math.min(rows.size(), from + ROWS));
      boolean last = from + ROWS >= rows.size();
      float[] values = new float[part.size() * WIDTH];
      for (int i = 0; i < part.size(); i++) {
        System.arraycopy(part.get(i).activation(), 0, values, i * WIDTH, WIDTH);
      }
      BatchPosition position =
          maker.position(ordinal, shard, TinyFeedback.SHARDS, batches.size(), last);
      batches.add(
          ActivationBatch.newBuilder(maker.batch(hook, RowRole.TARGET, position, values))
              .setItems(part.stream().map(TargetRow::item).toList())
              .setCandidates(part.stream().map(TargetRow::candidate).toList())
              .setTokens(part.stream().map(row -> 3).toList())
              .build());
    }
    return batches;
  }

  /** Noise, and the word's stated feedback in the first two columns. */
  private static float[] activation(FeedbackItem item, int candidate, String hook, int ordinal) {
    Random random = new Random((item.getItem() + candidate + hook + ordinal).hashCode());
    float[] values = new float[WIDTH];
    for (int i = 0; i < WIDTH; i++) {
      values[i] = (float) (0.3 * random.nextGaussian());
    }
    double y = stated(item.getCandidates().get(candidate));
    values[0] += (float) y;
    values[1] -= (float) y;
    return values;
  }

  /** Stated feedback; 1 for a chosen and -1 for a rejected response, 0 where there is none. */
  private static double stated(Candidate candidate) {
    return switch (candidate.getRole()) {
      case CHOSEN -> 1;
      case REJECTED -> -1;
      default -> candidate.getReward() == null ? 0 : candidate.getReward();
    };
  }

  private static List<FeedbackItem> withCandidates(int shard) {
    return TinyFeedback.items().stream()
        .filter(item -> item.getForm() != ItemForm.LEXICON && !item.getCandidates().isEmpty())
        .filter(item -> item.getIndex() % TinyFeedback.SHARDS == shard)
        .toList();
  }

  /** Batches of log-probabilities of every checkpoint. */
  List<LogProbBatch> logProbs() {
    List<LogProbBatch> batches = new ArrayList<>();
    for (int ordinal = 0; ordinal < checkpoints; ordinal++) {
      for (int shard = 0; shard < TinyFeedback.SHARDS; shard++) {
        batches.add(candidateBatch(ordinal, shard));
        batches.add(lexiconBatch(ordinal, shard));
      }
    }
    return batches;
  }

  private LogProbBatch candidateBatch(int ordinal, int shard) {
    List<String> items = new ArrayList<>();
    List<Integer> candidates = new ArrayList<>();
    List<Float> values = new ArrayList<>();
    for (FeedbackItem item : withCandidates(shard)) {
      for (int c = 0; c < item.getCandidates().size(); c++) {
        Candidate candidate = item.getCandidates().get(c);
        items.add(item.getItem());
        candidates.add(c);
        values.add((float) logProb(item.getItem(), candidate, ordinal));
      }
    }
    return batch(ordinal, shard, 0, null, items, candidates, List.of(), values);
  }

  private LogProbBatch lexiconBatch(int ordinal, int shard) {
    List<Candidate> words = TinyFeedback.words();
    List<String> items = new ArrayList<>();
    List<Float> values = new ArrayList<>();
    for (FeedbackItem item : items(shard, ItemForm.LEXICON_CONTEXT)) {
      for (int position = 0; position < POSITIONS; position++) {
        items.add(item.getItem());
        for (Candidate word : words) {
          values.add((float) logProb(item.getItem() + position, word, ordinal));
        }
      }
    }
    List<Integer> columns = IntStream.range(0, words.size()).boxed().toList();
    return batch(ordinal, shard, 1, TinyFeedback.LEXICON, items, List.of(), columns, values);
  }

  private static double logProb(String context, Candidate word, int ordinal) {
    double base = -2.5 + new Random((context + word.getTarget()).hashCode()).nextDouble();
    double noise = new Random((context + word.getTarget() + ordinal).hashCode()).nextGaussian();
    double y = stated(word);
    return ordinal == 0 ? base : base + SLOPE * ordinal * y + 0.02 * noise;
  }

  private LogProbBatch batch(
      int ordinal,
      int shard,
      int index,
      String lexicon,
      List<String> items,
      List<Integer> candidates,
      List<Integer> words,
      List<Float> values) {
    float[] array = new float[values.size()];
    for (int i = 0; i < array.length; i++) {
      array[i] = values.get(i);
    }
    ByteBuffer payload = TensorPayload.encode(array, Dtype.F32);
    return LogProbBatch.newBuilder()
        .setPosition(
            new Activations(run, HOOKS, WIDTH, 1)
                .position(ordinal, shard, TinyFeedback.SHARDS, index, index == 1))
        .setLexicon(lexicon)
        .setItems(items)
        .setCandidates(candidates)
        .setTokens(items.stream().map(item -> 1).toList())
        .setWords(words)
        .setDtype(Dtype.F32)
        .setDigest(Sha256.hex(payload))
        .setPayload(payload)
        .build();
  }

  private static List<FeedbackItem> items(int shard, ItemForm form) {
    return TinyFeedback.items().stream()
        .filter(item -> item.getForm() == form)
        .filter(item -> item.getIndex() % TinyFeedback.SHARDS == shard)
        .toList();
  }
}
