package io.plumbline.streamjobs.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.schemas.digest.Sha256;
import io.plumbline.schemas.record.ActivationBatch;
import io.plumbline.schemas.record.BatchPosition;
import io.plumbline.schemas.record.Dtype;
import io.plumbline.schemas.record.RowRole;
import io.plumbline.schemas.tensor.TensorPayload;
import io.plumbline.streamjobs.source.Received;
import java.util.List;
import org.junit.jupiter.api.Test;

class PayloadRoundingTest {
  private static final String HOOK = "blocks.0.hook_mlp_out";
  private static final Activations DATA = new Activations("run", List.of(HOOK), 2, 2);
  private static final BatchPosition PLACE = DATA.position(0, 1, 2, 3, true);
  private static final ActivationBatch BATCH =
      DATA.batch(HOOK, RowRole.TARGET, PLACE, new float[] {257, 2049, -0.1f, 70_000});

  @Test
  void roundsToThePrecisionThatIsAskedFor() {
    assertThat(values(round(BATCH, Dtype.BF16))).containsExactly(256, 2048, -0.100097656f, 70_144);
    assertThat(values(round(BATCH, Dtype.F16)))
        .containsExactly(257, 2048, -0.099975586f, Float.POSITIVE_INFINITY);
    assertThat(round(BATCH, Dtype.F32)).isEqualTo(BATCH);
  }

  @Test
  void leavesABatchThatCanBeTold() {
    ActivationBatch rounded = round(BATCH, Dtype.BF16);
    assertThat(rounded.getDigest()).isEqualTo(Sha256.hex(rounded.getPayload()));
    assertThat(rounded.getPosition()).isEqualTo(PLACE);
    assertThat(rounded.getItems()).isEqualTo(BATCH.getItems());
    ActivationBatch overflown = round(BATCH, Dtype.F16);
    assertThat(new ActivationCheck().damaged(overflown)).get().asString().contains("Infinity");
  }

  @Test
  void letsPassWhatCannotBeRead() {
    ActivationBatch damaged = ActivationBatch.newBuilder(BATCH).setWidth(3).build();
    assertThat(round(damaged, Dtype.F16)).isSameAs(damaged);
    Received<ActivationBatch> lost = received(BATCH).lost();
    assertThat(new PayloadRounding(Dtype.F16).map(lost)).isSameAs(lost);
    ActivationBatch failed = DATA.failed(HOOK, RowRole.TARGET, PLACE, "lost");
    assertThat(new ActivationCheck().damaged(round(failed, Dtype.F16))).isEmpty();
  }

  private static ActivationBatch round(ActivationBatch batch, Dtype dtype) {
    return new PayloadRounding(dtype).map(received(batch)).value();
  }

  private static Received<ActivationBatch> received(ActivationBatch batch) {
    return new Received<>("activations", 0, 1, 2, new byte[0], batch);
  }

  private static float[] values(ActivationBatch batch) {
    return TensorPayload.decode(batch.getPayload(), batch.getDtype(), 4);
  }
}
