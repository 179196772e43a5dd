package io.plumbline.streamjobs.operator;

import io.plumbline.schemas.record.ActivationBatch;
import io.plumbline.schemas.record.Dtype;
import io.plumbline.schemas.record.FeatureBatch;
import io.plumbline.schemas.tensor.TensorPayload;
import io.plumbline.streamjobs.dictionary.Dictionary;
import io.plumbline.streamjobs.dictionary.ReconstructionFit;
import io.plumbline.streamjobs.linalg.CsrMatrix;
import io.plumbline.streamjobs.linalg.FloatMatrix;
import io.plumbline.streamjobs.linalg.HeldMatrix;
import io.plumbline.streamjobs.linalg.Scratch;
import io.plumbline.streamjobs.sink.MessageLimit;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Encodes activation batches, each by itself.
 *
 * @param dictionary the frozen dictionary
 * @param digest its digest
 * @param note what its training had to do without, null if nothing
 * @param product for the one matrix product of a batch; holds the dictionary's encoder
 * @param scratch for that product; others of the same thread may share it
 */
record Encoder(
    Dictionary dictionary, String digest, String note, HeldMatrix product, Scratch scratch)
    implements AutoCloseable {

  Encoder(Dictionary dictionary, String note, HeldMatrix product, Scratch scratch) {
    this(dictionary, dictionary.digest(), note, product, scratch);
  }

  /** Activations of a batch, {@code [rows, d_model]}. */
  static FloatMatrix rows(ActivationBatch batch) {
    int rows = batch.getItems().size();
    int width = batch.getWidth();
    return new FloatMatrix(
        rows, width, TensorPayload.decode(batch.getPayload(), batch.getDtype(), rows * width));
  }

  static String otherWidth(int width, int expected) {
    return "its rows are " + width + " wide where the hook's dictionary is for " + expected;
  }

  /** The batch's features alone, {@code [items and candidates, d_sae]}. */
  CsrMatrix features(ActivationBatch batch) {
    return CandidateMeans.of(batch.getItems(), batch.getCandidates())
        .of(dictionary.encode(rows(batch), product, scratch));
  }

  /** The batch's features, or a failed batch where they would not fit into a message. */
  FeatureBatch encode(ActivationBatch batch) {
    FloatMatrix x = rows(batch);
    CsrMatrix tokens = dictionary.encode(x, product, scratch);
    ReconstructionFit fit = dictionary.fit(x, tokens, product);
    if (!Double.isFinite(fit.squaredError())) {
      return failed(
          batch,
          "what its rows are rebuilt to is not finite; its values are too large for the"
              + " dictionary");
    }
    CandidateMeans means = CandidateMeans.of(batch.getItems(), batch.getCandidates());
    CsrMatrix features = means.of(tokens);
    FloatMatrix raw = means.of(x);
    long bytes =
        (long) features.values().length * (Float.BYTES + Integer.BYTES)
            + (long) raw.values().length * Float.BYTES;
    if (bytes > MessageLimit.PAYLOAD_BYTES) {
      return failed(
          batch,
          features.values().length
              + " active features and "
              + raw.values().length
              + " activations are too many for one message; set a smaller capture.batch-rows"
              + " or dictionary.width");
    }
    return FeatureBatch.newBuilder()
        .setPosition(batch.getPosition())
        .setHook(batch.getHook())
        .setHooks(batch.getHooks())
        .setDictionary(digest)
        .setItems(means.items())
        .setCandidates(means.candidates())
        .setTokens(means.tokens())
        .setFeatures(features.columns())
        .setRowPointers(IntStream.of(features.rowPointers()).boxed().toList())
        .setColumns(IntStream.of(features.columnIndices()).boxed().toList())
        .setValues(TensorPayload.encode(features.values(), Dtype.F32))
        .setActivations(TensorPayload.encode(raw.values(), Dtype.F32))
        .setSquaredError(fit.squaredError())
        .setSquaredNorm(fit.squaredNorm())
        .setSum(Arrays.stream(fit.sum()).boxed().toList())
        .setActive(fit.active())
        .setNote(note)
        .build();
  }

  @Override
  public void close() {
    product.close();
  }

  /** The batch that says why there are no features. */
  static FeatureBatch failed(ActivationBatch batch, String reason) {
    return FeatureBatches.failed(
        Positions.failed(batch.getPosition(), reason), batch.getHook(), batch.getHooks());
  }
}
