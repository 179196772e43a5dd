package io.plumbline.streamjobs.operator;

import io.plumbline.schemas.digest.Sha256;
import io.plumbline.schemas.record.ActivationBatch;
import io.plumbline.schemas.record.Dtype;
import io.plumbline.schemas.settings.RunSettings;
import io.plumbline.schemas.settings.Settings;
import io.plumbline.schemas.tensor.TensorPayload;
import io.plumbline.streamjobs.source.Received;
import java.nio.ByteBuffer;
import java.util.Map;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/**
 * Recorded activations as they would have been published in another precision, for a what-if on
 * {@code capture.payload}. What was recorded in a narrower one is only widened: it stays as it is.
 */
public final class PayloadRounding
    implements MapFunction<Received<ActivationBatch>, Received<ActivationBatch>> {
  private static final long serialVersionUID = 1L;

  private final ActivationCheck check = new ActivationCheck();
  private final Dtype dtype;

  PayloadRounding(Dtype dtype) {
    this.dtype = dtype;
  }

  /**
   * Puts the rounding behind a stream where the overrides ask for it.
   *
   * @param overrides settings of a what-if by name
   */
  public static SingleOutputStreamOperator<Received<ActivationBatch>> of(
      SingleOutputStreamOperator<Received<ActivationBatch>> batches,
      Map<String, String> overrides) {
    String value = overrides.get(Settings.PAYLOAD.name());
    if (value == null) {
      return batches;
    }
    RunSettings asked = RunSettings.defaults().with(Settings.PAYLOAD.name(), value);
    return batches
        .map(
            new PayloadRounding(Dtype.valueOf(asked.get(Settings.PAYLOAD).name())),
            Received.type(ActivationBatch.class))
        .name("round activations")
        .uid("activations-round");
  }

  /** A damaged batch passes as it is, for the screen to say so. */
  @Override
  public Received<ActivationBatch> map(Received<ActivationBatch> in) {
    ActivationBatch batch = in.value();
    if (in.isLost() || check.damaged(batch).isPresent()) {
      return in;
    }
    int size = batch.getItems().size() * batch.getWidth();
    ByteBuffer rounded =
        TensorPayload.encode(
            TensorPayload.decode(batch.getPayload(), batch.getDtype(), size), dtype);
    return in.with(
        ActivationBatch.newBuilder(batch)
            .setDtype(dtype)
            .setDigest(Sha256.hex(rounded))
            .setPayload(rounded)
            .build());
  }
}
