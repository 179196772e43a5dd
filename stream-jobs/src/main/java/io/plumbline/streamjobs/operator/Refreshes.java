package io.plumbline.streamjobs.operator;

import io.plumbline.schemas.digest.Sha256;
import io.plumbline.schemas.record.ActivationBatch;
import io.plumbline.schemas.record.DictionaryRefresh;
import io.plumbline.schemas.record.DictionaryVersion;
import io.plumbline.schemas.record.FeatureBatch;
import io.plumbline.schemas.record.RefreshedFeatures;
import io.plumbline.schemas.record.RunSpec;
import io.plumbline.schemas.record.SparseRows;
import io.plumbline.schemas.settings.RunSettings;
import io.plumbline.streamjobs.dictionary.Dictionary;
import io.plumbline.streamjobs.dictionary.RefreshRows;
import io.plumbline.streamjobs.dictionary.RefreshStep;
import io.plumbline.streamjobs.linalg.FloatMatrix;
import io.plumbline.streamjobs.linalg.Scratch;
import io.plumbline.streamjobs.linalg.TorchMatrixProduct;
import io.plumbline.streamjobs.sink.MessageLimit;
import io.plumbline.streamjobs.state.RefreshStepSerializer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * Refreshes of one hook's frozen dictionary, at one whole checkpoint after the other. Half of the
 * items, by a seeded hash, are trained on, the others measured. Every refresh starts from the
 * frozen dictionary itself, and is held against the one on the rows of the base, which is its null
 * step. A view of the current key's state.
 */
final class Refreshes {
  private final TorchMatrixProduct product;
  private final ValueState<Integer> next;
  private final ValueState<Double> scale;
  private final ValueState<RefreshStep> nullStep;

  Refreshes(RuntimeContext context, TorchMatrixProduct product) {
    this.product = product;
    this.next = context.getState(new ValueStateDescriptor<>("next-refresh", Types.INT));
    this.scale = context.getState(new ValueStateDescriptor<>("refresh-scale", Types.DOUBLE));
    this.nullStep =
        context.getState(new ValueStateDescriptor<>("null-step", new RefreshStepSerializer()));
  }

  /** Whether a run refreshes its dictionaries. */
  static boolean wanted(RunSpec spec) {
    return RunSettings.refreshRows(spec.getSettings()) > 0;
  }

  /** Ordinal of the checkpoint that is due. */
  int due() throws IOException {
    Integer ordinal = next.value();
    return ordinal == null ? 0 : ordinal;
  }

  /** The checkpoint that was due is done with. */
  void done() throws IOException {
    next.update(due() + 1);
  }

  /**
   * Refreshes the dictionary at the checkpoint that is due, and publishes its weights.
   *
   * @param frozen by the frozen dictionary
   * @param batches all of the checkpoint, in canonical order
   * @param encoded the same by the frozen dictionary
   * @return those with their features by the refreshed dictionary beside
   */
  List<FeatureBatch> refresh(
      Encoder frozen,
      List<ActivationBatch> batches,
      List<FeatureBatch> encoded,
      RunSpec spec,
      Consumer<DictionaryVersion> dictionaries)
      throws IOException {
    ActivationBatch any = batches.get(0);
    boolean base = any.getPosition().getOrdinal() == 0;
    RefreshRows rows = halves(batches, spec.getDigest());
    if (base) {
      scale.update(rows.scale());
    }
    Optional<RefreshStep> step =
        base || nullStep.value() != null
            ? step(frozen.dictionary(), any, rows, spec)
            : Optional.empty();
    if (step.isEmpty()) {
      return withReason(encoded, any, frozen, missing(base, rows));
    }
    if (base) {
      nullStep.update(step.get());
    }
    List<SparseRows> refreshed = encode(step.get().dictionary(), batches);
    List<SparseRows> beside = base ? refreshed : encode(nullStep.value().dictionary(), batches);
    for (int i = 0; i < batches.size(); i++) {
      if (bytes(encoded.get(i)) + bytes(refreshed.get(i)) + bytes(beside.get(i))
          > MessageLimit.PAYLOAD_BYTES) {
        return withReason(
            encoded,
            any,
            frozen,
            "features by three dictionaries are too many for one message; set a smaller"
                + " capture.batch-rows");
      }
    }
    DictionaryRefresh refresh =
        RefreshRecords.of(any, frozen.digest(), step.get(), nullStep.value());
    RefreshRecords.weights(any, step.get(), refresh).forEach(dictionaries);
    List<FeatureBatch> together = new ArrayList<>();
    for (int i = 0; i < batches.size(); i++) {
      together.add(with(encoded.get(i), refresh, refreshed.get(i), beside.get(i)));
    }
    return together;
  }

  private Optional<RefreshStep> step(
      Dictionary start, ActivationBatch any, RefreshRows rows, RunSpec spec) throws IOException {
    return RefreshStep.of(
        start,
        scale.value(),
        CorpusTraining.options(spec, any),
        RunSettings.refreshRows(spec.getSettings()),
        Sha256.seed(spec.getDigest(), "refresh/" + any.getHook()),
        rows,
        product);
  }

  private String missing(boolean base, RefreshRows rows) throws IOException {
    if (!base && nullStep.value() == null) {
      return "there is no null step at the base to hold it against";
    }
    return rows.trainedRows() == 0
        ? "there are no rows to train on"
        : "what it is trained to is not finite; the values of its rows are too large";
  }

  private List<SparseRows> encode(Dictionary dictionary, List<ActivationBatch> batches) {
    try (Encoder encoder =
        new Encoder(dictionary, null, product.holding(dictionary.encoder()), new Scratch())) {
      return batches.stream()
          .map(batch -> RefreshRecords.rows(encoder.digest(), encoder.features(batch)))
          .toList();
    }
  }

  private static List<FeatureBatch> withReason(
      List<FeatureBatch> encoded, ActivationBatch any, Encoder frozen, String reason) {
    DictionaryRefresh none = RefreshRecords.none(any, frozen.digest(), reason);
    return encoded.stream().map(batch -> with(batch, none, null, null)).toList();
  }

  private static FeatureBatch with(
      FeatureBatch batch, DictionaryRefresh refresh, SparseRows refreshed, SparseRows beside) {
    return FeatureBatch.newBuilder(batch)
        .setRefresh(
            RefreshedFeatures.newBuilder()
                .setRefresh(refresh)
                .setRefreshed(refreshed)
                .setNullStep(beside)
                .build())
        .build();
  }

  private static long bytes(FeatureBatch batch) {
    return bytes(batch.getColumns().size()) + batch.getActivations().remaining();
  }

  private static long bytes(SparseRows rows) {
    return bytes(rows.getColumns().size());
  }

  private static long bytes(int entries) {
    return (long) entries * (Float.BYTES + Integer.BYTES);
  }

  private static RefreshRows halves(List<ActivationBatch> batches, String digest) {
    return new RefreshRows(() -> half(batches, digest, true), () -> half(batches, digest, false));
  }

  private static Iterator<FloatMatrix> half(
      List<ActivationBatch> batches, String digest, boolean trained) {
    return batches.stream()
        .map(batch -> half(batch, digest, trained))
        .filter(rows -> rows.rows() > 0)
        .iterator();
  }

  private static FloatMatrix half(ActivationBatch batch, String digest, boolean trained) {
    int[] chosen =
        IntStream.range(0, batch.getItems().size())
            .filter(i -> isTrained(batch.getItems().get(i), digest) == trained)
            .toArray();
    return Encoder.rows(batch).rows(chosen);
  }

  private static boolean isTrained(String item, String digest) {
    return (Sha256.seed(digest, "refresh-half/" + item) & 1) == 0;
  }

  /** Forgets all. */
  void forget() {
    next.clear();
    scale.clear();
    nullStep.clear();
  }
}
