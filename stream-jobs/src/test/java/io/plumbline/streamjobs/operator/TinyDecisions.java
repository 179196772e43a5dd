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
import io.plumbline.schemas.record.NormType;
import io.plumbline.schemas.record.ReadoutBatch;
import io.plumbline.schemas.record.RowRole;
import io.plumbline.schemas.record.RunSpec;
import io.plumbline.schemas.settings.Settings;
import io.plumbline.schemas.tensor.TensorPayload;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * What an extractor would publish of the decision positions of a model that learns {@link
 * TinyFeedback}: with each checkpoint its residual stream moves by one step towards the words that
 * are paid for, and where the head is trained their rows move too.
 *
 * @param run name of the run
 * @param checkpoints number of checkpoints, the base included
 * @param headTrained whether the unembedding changes
 */
record TinyDecisions(String run, int checkpoints, boolean headTrained) {
  static final List<String> HOOKS =
      List.of("blocks.1.hook_resid_post", "blocks.0.hook_mlp_out", "blocks.1.hook_mlp_out");
  static final int WIDTH = 12;

  /** The words, and tokens beside them. */
  static final int VOCABULARY = 30;

  private static final int ROWS = 11;
  private static final int POSITIONS = 5;

  RunSpec spec() {
    return Runs.spec(
        run,
        TinyFeedback.dataset(),
        Map.of(
            Settings.BOOTSTRAP,
            "20",
            Settings.CHANGE_FEATURES,
            "24",
            Settings.CHANGE_K,
            "3",
            Settings.CONDITION_FEATURES,
            "24",
            Settings.CONDITION_K,
            "3",
            Settings.CONDITION_PERMUTATIONS,
            "49"));
  }

  /** All records but the specification and the feedback. */
  List<SpecificRecordBase> all() {
    List<SpecificRecordBase> all = new ArrayList<>();
    for (int ordinal = 0; ordinal < checkpoints; ordinal++) {
      all.addAll(of(ordinal));
    }
    return all;
  }

  /** The records about one checkpoint. */
  List<SpecificRecordBase> of(int ordinal) {
    List<SpecificRecordBase> all = new ArrayList<>();
    all.add(
        CheckpointArrived.newBuilder()
            .setRun(run)
            .setStep(15 * ordinal)
            .setOrdinal(ordinal)
            .setCheckpoint("checkpoint-" + ordinal)
            .setLocation("")
            .setTime(1_000L + ordinal)
            .setValueHead(false)
            .setHeadTrained(ordinal == 0 ? null : headTrained)
            .build());
    for (int shard = 0; shard < TinyFeedback.SHARDS; shard++) {
      for (int hook = 0; hook < HOOKS.size(); hook++) {
        all.addAll(decisions(ordinal, shard, hook));
      }
      all.addAll(readouts(ordinal, shard));
      if (ordinal == 0) {
        all.add(candidateBatch(shard));
        all.add(lexiconBatch(shard));
      }
    }
    return all;
  }

  private record Place(String item, int token) {}

  private List<ActivationBatch> decisions(int ordinal, int shard, int hook) {
    List<Place> places = new ArrayList<>();
    items(shard, ItemForm.TRIPLE).forEach(item -> places.add(new Place(item.getItem(), 2)));
    for (FeedbackItem item : items(shard, ItemForm.LEXICON_CONTEXT)) {
      IntStream.range(0, POSITIONS).forEach(p -> places.add(new Place(item.getItem(), p)));
    }
    List<ActivationBatch> batches = new ArrayList<>();
    for (int from = 0; from < places.size(); from += ROWS) {
      List<Place> part = places.subList(from, Math.min(places.size(), from + ROWS));
      float[] values = new float[part.size() * WIDTH];
      for (int i = 0; i < part.size(); i++) {
        float[] row = residual(part.get(i), ordinal);
        for (int j = 0; j < WIDTH; j++) {
          values[i * WIDTH + j] = hook == 0 ? row[j] : 0.3f * hook * row[j];
        }
      }
      ByteBuffer payload = TensorPayload.encode(values, Dtype.F32);
      batches.add(
          ActivationBatch.newBuilder()
              .setPosition(position(ordinal, shard, batches.size(), from + ROWS >= places.size()))
              .setHook(HOOKS.get(hook))
              .setRole(RowRole.DECISION)
              .setHooks(TinyRun.HOOKS)
              .setItems(part.stream().map(Place::item).toList())
              .setCandidates(part.stream().map(place -> -1).toList())
              .setTokens(part.stream().map(Place::token).toList())
              .setWidth(WIDTH)
              .setDtype(Dtype.F32)
              .setDigest(Sha256.hex(payload))
              .setPayload(payload)
              .build());
    }
    return batches;
  }

  private static float[] residual(Place place, int ordinal) {
    float[] x = gaussian(place.toString(), 1);
    float[] noise = gaussian(place.toString() + ordinal, 0.02 * ordinal);
    List<Candidate> words = TinyFeedback.words();
    for (int w = 0; w < words.size(); w++) {
      float[] row = row(w, 0);
      for (int j = 0; j < WIDTH; j++) {
        x[j] += (float) (ordinal * 0.02 * words.get(w).getReward() * row[j]);
      }
    }
    for (int j = 0; j < WIDTH; j++) {
      x[j] += noise[j];
    }
    return x;
  }

  private List<ReadoutBatch> readouts(int ordinal, int shard) {
    boolean withRows = ordinal == 0 || headTrained;
    List<FeedbackItem> triples = items(shard, ItemForm.TRIPLE);
    List<ReadoutBatch> batches = new ArrayList<>();
    int parts = withRows ? 2 : 1;
    for (int part = 0; part < parts; part++) {
      List<Integer> tokens = new ArrayList<>();
      List<String> items = new ArrayList<>();
      List<Integer> candidates = new ArrayList<>();
      List<Integer> candidateTokens = new ArrayList<>();
      for (int token = part * 15; withRows && token < (part + 1) * 15; token++) {
        tokens.add(token);
        if (shard == 0 && token < TinyFeedback.words().size()) {
          items.add(TinyFeedback.LEXICON);
          candidates.add(token);
          candidateTokens.add(token);
        }
        for (FeedbackItem item : triples) {
          for (int c = 0; c < item.getCandidates().size(); c++) {
            if (word(item.getCandidates().get(c)) == token) {
              items.add(item.getItem());
              candidates.add(c);
              candidateTokens.add(token);
            }
          }
        }
      }
      float[] values = new float[(2 + tokens.size()) * WIDTH];
      Arrays.fill(values, 0, WIDTH, 1.2f);
      Arrays.fill(values, WIDTH, 2 * WIDTH, 0.1f);
      for (int i = 0; i < tokens.size(); i++) {
        System.arraycopy(row(tokens.get(i), ordinal), 0, values, (2 + i) * WIDTH, WIDTH);
      }
      ByteBuffer payload = TensorPayload.encode(values, Dtype.F32);
      batches.add(
          ReadoutBatch.newBuilder()
              .setPosition(position(ordinal, shard, part, part == parts - 1))
              .setHooks(HOOKS)
              .setNorm(NormType.RMS_NORM)
              .setEpsilon(1e-5)
              .setWidth(WIDTH)
              .setTokens(tokens)
              .setTexts(tokens.stream().map(TinyDecisions::text).toList())
              .setItems(items)
              .setCandidates(candidates)
              .setCandidateTokens(candidateTokens)
              .setDtype(Dtype.F32)
              .setDigest(Sha256.hex(payload))
              .setPayload(payload)
              .build());
    }
    return batches;
  }

  private static String text(int token) {
    List<Candidate> words = TinyFeedback.words();
    return token < words.size() ? " " + words.get(token).getTarget() : "token" + token;
  }

  private static int word(Candidate candidate) {
    return TinyFeedback.words().stream()
        .map(Candidate::getTarget)
        .toList()
        .indexOf(candidate.getTarget());
  }

  private static float[] row(int token, int ordinal) {
    float[] row = gaussian("row" + token, 1);
    float[] change = gaussian("change" + token, 0.05 * ordinal);
    for (int j = 0; j < WIDTH; j++) {
      row[j] += change[j];
    }
    return row;
  }

  private static double[] logProbs(Place place) {
    float[] x = residual(place, 0);
    double squares = 0;
    for (float value : x) {
      squares += value * value / WIDTH;
    }
    double[] logits = new double[VOCABULARY];
    double sum = 0;
    for (int t = 0; t < VOCABULARY; t++) {
      float[] row = row(t, 0);
      for (int j = 0; j < WIDTH; j++) {
        logits[t] += (1.2 * x[j] / Math.sqrt(squares + 1e-5) + 0.1) * row[j];
      }
      sum += Math.exp(logits[t]);
    }
    for (int t = 0; t < VOCABULARY; t++) {
      logits[t] -= Math.log(sum);
    }
    return logits;
  }

  private LogProbBatch candidateBatch(int shard) {
    List<String> items = new ArrayList<>();
    List<Integer> candidates = new ArrayList<>();
    List<Float> values = new ArrayList<>();
    for (FeedbackItem item : items(shard, ItemForm.TRIPLE)) {
      double[] all = logProbs(new Place(item.getItem(), 2));
      for (int c = 0; c < item.getCandidates().size(); c++) {
        items.add(item.getItem());
        candidates.add(c);
        values.add((float) all[word(item.getCandidates().get(c))]);
      }
    }
    List<Integer> tokens = items.stream().map(item -> 1).toList();
    return batch(shard, 0, null, items, candidates, tokens, List.of(), values);
  }

  private LogProbBatch lexiconBatch(int shard) {
    List<String> items = new ArrayList<>();
    List<Integer> tokens = new ArrayList<>();
    List<Float> values = new ArrayList<>();
    int words = TinyFeedback.words().size();
    for (FeedbackItem item : items(shard, ItemForm.LEXICON_CONTEXT)) {
      for (int position = 0; position < POSITIONS; position++) {
        items.add(item.getItem());
        tokens.add(position);
        double[] all = logProbs(new Place(item.getItem(), position));
        IntStream.range(0, words).forEach(w -> values.add((float) all[w]));
      }
    }
    List<Integer> columns = IntStream.range(0, words).boxed().toList();
    return batch(shard, 1, TinyFeedback.LEXICON, items, List.of(), tokens, columns, values);
  }

  private LogProbBatch batch(
      int shard,
      int index,
      String lexicon,
      List<String> items,
      List<Integer> candidates,
      List<Integer> tokens,
      List<Integer> words,
      List<Float> values) {
    float[] array = new float[values.size()];
    for (int i = 0; i < array.length; i++) {
      array[i] = values.get(i);
    }
    ByteBuffer payload = TensorPayload.encode(array, Dtype.F32);
    return LogProbBatch.newBuilder()
        .setPosition(position(0, shard, index, index == 1))
        .setLexicon(lexicon)
        .setItems(items)
        .setCandidates(candidates)
        .setTokens(tokens)
        .setWords(words)
        .setDtype(Dtype.F32)
        .setDigest(Sha256.hex(payload))
        .setPayload(payload)
        .build();
  }

  private BatchPosition position(int ordinal, int shard, int index, boolean last) {
    return new Activations(run, HOOKS, WIDTH, 1)
        .position(ordinal, shard, TinyFeedback.SHARDS, index, last);
  }

  private static float[] gaussian(String seed, double scale) {
    Random random = new Random(seed.hashCode());
    float[] values = new float[WIDTH];
    for (int j = 0; j < WIDTH; j++) {
      values[j] = (float) (scale * random.nextGaussian());
    }
    return values;
  }

  private static List<FeedbackItem> items(int shard, ItemForm form) {
    return TinyFeedback.items().stream()
        .filter(item -> item.getForm() == form)
        .filter(item -> item.getIndex() % TinyFeedback.SHARDS == shard)
        .toList();
  }
}
