package io.plumbline.extractor.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import io.plumbline.extractor.TinyRun;
import io.plumbline.extractor.feedback.Dataset;
import io.plumbline.extractor.feedback.Lexicon;
import io.plumbline.extractor.model.CausalModel;
import io.plumbline.extractor.model.Computation;
import io.plumbline.extractor.model.ForwardRequest;
import io.plumbline.extractor.model.ForwardResult;
import io.plumbline.extractor.model.HookPoint;
import io.plumbline.extractor.model.ModelFamilies;
import io.plumbline.extractor.model.Prediction;
import io.plumbline.extractor.model.Row;
import io.plumbline.extractor.model.TokenTree;
import io.plumbline.extractor.safetensors.ModelWeights;
import io.plumbline.extractor.tokenize.TextTokenizer;
import io.plumbline.schemas.record.ActivationBatch;
import io.plumbline.schemas.record.Dtype;
import io.plumbline.schemas.record.ExtractionTask;
import io.plumbline.schemas.record.LogProbBatch;
import io.plumbline.schemas.record.NormType;
import io.plumbline.schemas.record.ReadoutBatch;
import io.plumbline.schemas.record.RowRole;
import io.plumbline.schemas.settings.RunSettings;
import io.plumbline.schemas.tensor.TensorPayload;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ShardRecordsTest {
  private static final String MLP_0 = "blocks.0.hook_mlp_out";
  private static final String MLP_1 = "blocks.1.hook_mlp_out";
  private static final String LAST = "blocks.1.hook_resid_post";

  @TempDir Path directory;
  private TinyRun tiny;
  private TextTokenizer tokenizer;
  private CausalModel model;
  private Dataset dataset;
  private ReadingPlan plan;
  private ExecutorService threads;

  @BeforeEach
  void open() {
    tiny = new TinyRun(directory);
    tokenizer = TextTokenizer.open(tiny.base());
    try (ModelWeights weights = ModelWeights.open(tiny.base())) {
      model =
          ModelFamilies.read(tiny.base())
              .load(weights, Computation.of(Device.cpu(), RunSettings.defaults()));
    }
    dataset =
        Dataset.readFeedback(List.of(tiny.triples(), tiny.contexts()), Lexicon.read(tiny.words()));
    plan = plan(RunSettings.defaults());
    threads = Executors.newFixedThreadPool(2);
  }

  @AfterEach
  void close() {
    threads.shutdown();
    model.close();
    tokenizer.close();
  }

  @Test
  void everyStreamIsCountedAndHoldsWhatTheModelGives() throws Exception {
    ShardRecords records = extract(task(RowRole.TARGET, 8), () -> false);
    List<ActivationBatch> targets = stream(records, MLP_1, RowRole.TARGET);
    assertThat(targets).hasSize(1);
    ActivationBatch batch = targets.get(0);
    assertThat(batch.getItems())
        .containsExactly(
            "triples:1", "triples:1", "triples:1", "triples:2", "triples:2", "triples:2");
    assertThat(batch.getCandidates()).containsExactly(0, 1, 2, 0, 1, 2);
    assertThat(batch.getTokens()).containsOnly(4);
    assertThat(batch.getHooks()).containsExactly(MLP_0, MLP_1);
    assertThat(batch.getPosition().getLast()).isTrue();
    assertThat(batch.getPosition().getTime()).isEqualTo(1234);

    float[] rows = TensorPayload.decode(batch.getPayload(), batch.getDtype(), 6 * 32);
    int[] awful = {1, 2, 32, 3, 15};
    ForwardResult alone = forward(awful, HookPoint.parse(MLP_1), 4, 3, 15);
    float[] expected = alone.captures().get(HookPoint.parse(MLP_1));
    for (int i = 0; i < 32; i++) {
      assertThat(rows[32 + i]).isCloseTo(expected[i], within(1e-5f));
    }

    LogProbBatch candidates = records.logProbs().get(0);
    assertThat(candidates.getLexicon()).isNull();
    assertThat(candidates.getCandidates()).containsExactly(0, 1, 2, 0, 1, 2);
    assertThat(candidates.getTokens()).containsOnly(1);
    float[] logProbs = TensorPayload.decode(candidates.getPayload(), Dtype.F32, 6);
    assertThat(logProbs[1]).isCloseTo(alone.logProbs().get(0)[0], within(1e-5f));
  }

  @ParameterizedTest
  @EnumSource(Dtype.class)
  void payloadIsOfTheTypeThatTheRunAsksFor(Dtype dtype) throws Exception {
    ExtractionTask task = task(RowRole.TARGET, 8);
    List<ActivationBatch> exact = extract(task, () -> false).activations();
    ExtractionTask asked =
        ExtractionTask.newBuilder(task)
            .setSettings(RunSettings.defaults().with("capture.payload", dtype.name()).toRecords())
            .build();
    List<ActivationBatch> rounded = extract(asked, () -> false).activations();
    assertThat(rounded).extracting(ActivationBatch::getDtype).containsOnly(dtype);
    for (ActivationBatch batch : rounded) {
      assertThat(batch.getPayload().remaining())
          .isEqualTo(batch.getItems().size() * batch.getWidth() * TensorPayload.bytes(dtype));
    }
    float[] values = values(stream(exact, MLP_1, RowRole.TARGET));
    ByteBuffer expected = TensorPayload.encode(values, dtype);
    assertThat(values(stream(rounded, MLP_1, RowRole.TARGET)))
        .containsExactly(TensorPayload.decode(expected, dtype, values.length));
  }

  @Test
  void lexiconRowsHaveAColumnPerUsableWord() throws Exception {
    ShardRecords records = extract(task(RowRole.TARGET, 8), () -> false);
    List<LogProbBatch> lexicon =
        records.logProbs().stream().filter(batch -> batch.getLexicon() != null).toList();
    assertThat(lexicon).hasSize(2);
    assertThat(lexicon.get(0).getWords()).containsExactly(0, 2, 3);
    assertThat(lexicon.get(0).getItems()).hasSize(8);
    assertThat(lexicon.get(1).getTokens()).containsExactly(2);
    assertThat(records.logProbs())
        .extracting(batch -> batch.getPosition().getIndex())
        .containsExactly(0, 1, 2);
    assertThat(records.logProbs())
        .extracting(batch -> batch.getPosition().getLast())
        .containsExactly(false, false, true);
    // <s> truly wonderful: the last of its three positions.
    ForwardResult alone = forward(new int[] {1, 38, 41}, HookPoint.parse(LAST), 2, 2, 15);
    float[] last = TensorPayload.decode(lexicon.get(1).getPayload(), Dtype.F32, 3);
    assertThat(last[1]).isCloseTo(alone.logProbs().get(0)[0], within(1e-5f));

    List<ActivationBatch> decisions = stream(records, LAST, RowRole.DECISION);
    assertThat(decisions).extracting(batch -> batch.getItems().size()).containsExactly(8, 3);
    assertThat(decisions.get(0).getCandidates()).containsOnly(-1);
    float[] rows = TensorPayload.decode(decisions.get(1).getPayload(), Dtype.F32, 3 * 32);
    assertThat(rows[2 * 32 + 5])
        .isCloseTo(alone.captures().get(HookPoint.parse(LAST))[5], within(1e-5f));
  }

  @Test
  void sameTaskGivesSameBytesOnAnyNumberOfThreads() throws Exception {
    ShardRecords first = extract(task(RowRole.CORPUS, 8), () -> false);
    ExecutorService alone = Executors.newSingleThreadExecutor();
    ExecutorService many = threads;
    threads = alone;
    ShardRecords second = extract(task(RowRole.CORPUS, 8), () -> false);
    many.shutdown();
    assertThat(second).isEqualTo(first);
    assertThat(first.logProbs()).isEmpty();
    // 4 + 1 + 1 tokens of each triple, 7 and 2 of the contexts; <s> is no text.
    assertThat(stream(first, MLP_0, RowRole.CORPUS))
        .extracting(batch -> batch.getItems().size())
        .containsExactly(8, 8, 5);
  }

  @Test
  void emptyStreamsAreMarkedToo() throws Exception {
    ExtractionTask onlyContexts =
        ExtractionTask.newBuilder(task(RowRole.TARGET, 8)).setFromItem(3).setToItem(5).build();
    ShardRecords records = extract(onlyContexts, () -> false);
    ActivationBatch empty = stream(records, MLP_0, RowRole.TARGET).get(0);
    assertThat(empty.getItems()).isEmpty();
    assertThat(empty.getPosition().getLast()).isTrue();
    assertThat(empty.getPosition().getFailure()).isNull();
    assertThat(records.logProbs()).allMatch(batch -> batch.getLexicon() != null);
  }

  @Test
  void failureIsOneEmptyBatchPerStream() {
    ShardRecords records = ShardRecords.failure(task(RowRole.TARGET, 8), "gone");
    assertThat(records.activations())
        .extracting(ActivationBatch::getHook)
        .containsExactly(MLP_0, MLP_1, LAST, MLP_1);
    assertThat(records.activations())
        .extracting(batch -> batch.getPosition().getFailure())
        .containsOnly("gone");
    assertThat(records.logProbs()).hasSize(1);
    assertThat(records.logProbs().get(0).getPosition().getLast()).isTrue();
    assertThat(records.readouts())
        .singleElement()
        .satisfies(batch -> assertThat(batch.getPosition().getFailure()).isEqualTo("gone"));
  }

  @Test
  void decisionRowsAtAHookThatHasTargetRowsTooAreThoseOfTheDecisions() throws Exception {
    ShardRecords records = extract(task(RowRole.TARGET, 256), () -> false);
    ActivationBatch decisions = stream(records, MLP_1, RowRole.DECISION).get(0);
    ActivationBatch last = stream(records, LAST, RowRole.DECISION).get(0);
    assertThat(decisions.getItems()).isEqualTo(last.getItems());
    assertThat(decisions.getTokens()).isEqualTo(last.getTokens());
    // <s> truly wonderful: the last of its three positions, and of all.
    HookPoint hook = HookPoint.parse(MLP_1);
    float[] expected = forward(new int[] {1, 38, 41}, hook, 2, 2, 15).captures().get(hook);
    int count = decisions.getItems().size();
    float[] rows = TensorPayload.decode(decisions.getPayload(), Dtype.F32, count * 32);
    for (int i = 0; i < 32; i++) {
      assertThat(rows[(count - 1) * 32 + i]).isCloseTo(expected[i], within(1e-5f));
    }
  }

  /** Of two words of a lexicon, in every context. */
  @Test
  void readoutOfTheDecisionRowsGivesTheLogRatiosOfTheWords() throws Exception {
    ShardRecords records = extract(task(RowRole.TARGET, 256), () -> false);
    ReadoutBatch readout = records.readouts().get(0);
    assertThat(records.readouts()).hasSize(1);
    assertThat(readout.getHooks()).containsExactly(LAST, MLP_1);
    assertThat(readout.getNorm()).isEqualTo(NormType.LAYER_NORM);
    assertThat(readout.getTokens()).isSorted().contains(1, 38, 41);
    assertThat(readout.getTexts()).hasSameSizeAs(readout.getTokens()).contains("wonderful");
    float[] payload =
        TensorPayload.decode(
            readout.getPayload(), Dtype.F32, (2 + readout.getTokens().size()) * 32);
    String lexicon = dataset.items().get(0).getItem();
    int great = row(readout, lexicon, 0);
    int awful = row(readout, lexicon, 2);
    assertThat(row(readout, "triples:1", 0)).isEqualTo(great);

    ActivationBatch decisions = stream(records, LAST, RowRole.DECISION).get(0);
    LogProbBatch logProbs = records.logProbs().get(records.logProbs().size() - 1);
    int contexts = logProbs.getItems().size();
    int before = decisions.getItems().size() - contexts;
    float[] values = TensorPayload.decode(logProbs.getPayload(), Dtype.F32, contexts * 3);
    float[] x =
        TensorPayload.decode(decisions.getPayload(), Dtype.F32, decisions.getItems().size() * 32);
    for (int c = 0; c < contexts; c++) {
      double ratio = 0;
      double[] f = norm(x, (before + c) * 32, payload, readout.getEpsilon());
      for (int i = 0; i < 32; i++) {
        ratio += f[i] * (payload[(2 + great) * 32 + i] - payload[(2 + awful) * 32 + i]);
      }
      assertThat(ratio).isCloseTo(values[c * 3] - values[c * 3 + 1], within(1e-5));
    }
  }

  private static int row(ReadoutBatch readout, String item, int candidate) {
    for (int i = 0; i < readout.getItems().size(); i++) {
      if (readout.getItems().get(i).equals(item) && readout.getCandidates().get(i) == candidate) {
        return readout.getTokens().indexOf(readout.getCandidateTokens().get(i));
      }
    }
    throw new AssertionError(item + " has no such candidate");
  }

  private static double[] norm(float[] x, int from, float[] payload, double epsilon) {
    double mean = 0;
    double square = 0;
    for (int i = 0; i < 32; i++) {
      mean += x[from + i] / 32.0;
    }
    for (int i = 0; i < 32; i++) {
      square += (x[from + i] - mean) * (x[from + i] - mean) / 32;
    }
    double[] f = new double[32];
    for (int i = 0; i < 32; i++) {
      f[i] = payload[i] * (x[from + i] - mean) / Math.sqrt(square + epsilon) + payload[32 + i];
    }
    return f;
  }

  @Test
  void whereTheHeadIsTheBasesOnlyTheNormIsPublished() throws Exception {
    ShardRecords records =
        extract(
            ExtractionTask.newBuilder(task(RowRole.TARGET, 256))
                .setOrdinal(1)
                .setUnembedding(false)
                .build(),
            () -> false);
    ReadoutBatch readout = records.readouts().get(0);
    assertThat(readout.getTokens()).isEmpty();
    assertThat(readout.getItems()).isEmpty();
    assertThat(readout.getPayload().remaining()).isEqualTo(2 * 32 * Float.BYTES);
    assertThat(extract(task(RowRole.CORPUS, 256), () -> false).readouts()).isEmpty();
  }

  @Test
  void cancelledReadingEndsWithoutRecords() {
    assertThatThrownBy(() -> extract(task(RowRole.TARGET, 8), () -> true))
        .isInstanceOf(CancellationException.class);
  }

  @Test
  void meanIsThatOfTheResponsesTokens() throws Exception {
    dataset =
        Dataset.readFeedback(
            List.of(
                tiny.write(
                    "pairs.jsonl",
                    """
                    {"prompt":"the room","chosen":" was great","rejected":" was awful and blue"}
                    """)),
            Lexicon.empty());
    plan = plan(RunSettings.defaults());
    ShardRecords all = extract(task(RowRole.TARGET, 8), () -> false);
    ActivationBatch tokens = stream(all, MLP_1, RowRole.TARGET).get(0);
    assertThat(tokens.getCandidates()).containsExactly(0, 0, 1, 1, 1, 1);
    assertThat(tokens.getTokens()).containsExactly(3, 4, 3, 4, 5, 6);
    assertThat(tokens.getPositions()).isEqualTo("target");
    assertThat(all.logProbs().get(0).getTokens()).containsExactly(2, 4);

    RunSettings settings = RunSettings.defaults().with("capture.positions", "mean");
    plan = plan(settings);
    ShardRecords mean =
        extract(
            ExtractionTask.newBuilder(task(RowRole.TARGET, 8))
                .setSettings(settings.toRecords())
                .build(),
            () -> false);
    ActivationBatch means = stream(mean, MLP_1, RowRole.TARGET).get(0);
    assertThat(means.getPositions()).isEqualTo("mean");
    assertThat(means.getCandidates()).containsExactly(0, 1);
    assertThat(means.getTokens()).containsExactly(-1, -1);
    assertThat(mean.logProbs()).isEqualTo(all.logProbs());
    float[] rows = TensorPayload.decode(tokens.getPayload(), Dtype.F32, 6 * 32);
    float[] found = TensorPayload.decode(means.getPayload(), Dtype.F32, 2 * 32);
    for (int i = 0; i < 32; i++) {
      assertThat(found[i]).isCloseTo((rows[i] + rows[32 + i]) / 2, within(1e-6f));
      float sum = rows[64 + i] + rows[96 + i] + rows[128 + i] + rows[160 + i];
      assertThat(found[32 + i]).isCloseTo(sum / 4, within(1e-6f));
    }
  }

  private ReadingPlan plan(RunSettings settings) {
    return new ReadingPlan(tokenizer, model.architecture(), settings, id -> dataset.items().get(0));
  }

  private ShardRecords extract(ExtractionTask task, java.util.function.BooleanSupplier cancelled)
      throws Exception {
    List<Reading> readings = new ArrayList<>();
    for (var item : dataset.items().subList(task.getFromItem(), task.getToItem())) {
      readings.addAll(plan.readings(item, task.getRole()));
    }
    List<String> lexica =
        task.getFromItem() == 0 ? List.of(dataset.items().get(0).getItem()) : List.of();
    return ShardRecords.extract(
        task, readings, lexica, plan, model, new ShardReader(threads, cancelled, texts -> {}));
  }

  private ForwardResult forward(int[] ids, HookPoint hook, int row, int predicting, int token) {
    TreeMap<HookPoint, List<Row>> captures = new TreeMap<>();
    captures.put(hook, List.of(new Row(0, row)));
    return model.forward(
        new ForwardRequest(
            TokenTree.each(List.of(ids)),
            captures,
            List.of(new Prediction(new Row(0, predicting), List.of(token)))));
  }

  private ExtractionTask task(RowRole role, int batchRows) {
    return ExtractionTask.newBuilder()
        .setRun("tiny")
        .setStep(0)
        .setOrdinal(0)
        .setCheckpoint("c")
        .setLocation("")
        .setBaseLocation("")
        .setTime(1234)
        .setRole(role)
        .setDataset(dataset.record().getId())
        .setFromItem(0)
        .setToItem(dataset.items().size())
        .setShard(0)
        .setShards(1)
        .setHooks(List.of(MLP_0, MLP_1))
        .setDecisionHook(role == RowRole.TARGET ? LAST : null)
        .setContributionHooks(role == RowRole.TARGET ? List.of(MLP_1) : List.of())
        .setUnembedding(role == RowRole.TARGET ? true : null)
        .setSettings(
            RunSettings.defaults()
                .with("capture.batch-rows", String.valueOf(batchRows))
                .toRecords())
        .build();
  }

  private static List<ActivationBatch> stream(ShardRecords records, String hook, RowRole role) {
    return stream(records.activations(), hook, role);
  }

  private static List<ActivationBatch> stream(
      List<ActivationBatch> batches, String hook, RowRole role) {
    return batches.stream()
        .filter(batch -> batch.getHook().equals(hook) && batch.getRole() == role)
        .toList();
  }

  /** Of a single batch. */
  private static float[] values(List<ActivationBatch> batches) {
    assertThat(batches).hasSize(1);
    ActivationBatch batch = batches.get(0);
    return TensorPayload.decode(
        batch.getPayload(), batch.getDtype(), batch.getItems().size() * batch.getWidth());
  }
}
