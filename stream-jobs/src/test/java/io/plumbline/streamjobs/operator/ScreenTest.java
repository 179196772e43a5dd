package io.plumbline.streamjobs.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.schemas.digest.Sha256;
import io.plumbline.schemas.record.ActivationBatch;
import io.plumbline.schemas.record.BatchPosition;
import io.plumbline.schemas.record.Dtype;
import io.plumbline.schemas.record.FeatureBatch;
import io.plumbline.schemas.record.LogProbBatch;
import io.plumbline.schemas.record.RowRole;
import io.plumbline.schemas.tensor.TensorPayload;
import io.plumbline.streamjobs.source.Received;
import io.plumbline.streamjobs.source.Rejected;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class ScreenTest {
  private static final String HOOK = "blocks.0.hook_mlp_out";
  private static final Activations DATA = new Activations("run", List.of(HOOK), 4, 3);
  private static final BatchPosition PLACE = DATA.position(0, 1, 2, 3, true);
  private static final ActivationBatch GOOD = DATA.batch(HOOK, RowRole.TARGET, PLACE);

  @Test
  void letsGoodAndFailedBatchesPass() throws Exception {
    for (ActivationBatch batch : List.of(GOOD, DATA.failed(HOOK, RowRole.TARGET, PLACE, "lost"))) {
      Outcome<ActivationBatch> outcome = screen(Screens.activations(), batch);
      assertThat(outcome.passed()).containsExactly(batch);
      assertThat(outcome.rejected()).isEmpty();
    }
  }

  @Test
  void leavesCorpusBatchesToTheTrainingOfTheDictionary() throws Exception {
    ActivationBatch damaged =
        ActivationBatch.newBuilder(GOOD).setRole(RowRole.CORPUS).setDigest("0").build();
    Outcome<ActivationBatch> outcome = screen(Screens.activations(), damaged);
    assertThat(outcome.passed()).containsExactly(damaged);
    assertThat(outcome.rejected()).isEmpty();
  }

  @Test
  void replacesDamagedActivationsByAFailure() throws Exception {
    ByteBuffer payload = TensorPayload.encode(new float[12], Dtype.F32);
    payload.putFloat(20, Float.NaN);
    assertReplaced(
        ActivationBatch.newBuilder(GOOD).setPayload(payload).setDigest(Sha256.hex(payload)).build(),
        "its payload has NaN in row 1, column 1");
    assertReplaced(
        ActivationBatch.newBuilder(GOOD).setDigest("0").build(),
        "its payload is not the one that its digest was made of");
    assertReplaced(
        ActivationBatch.newBuilder(GOOD).setWidth(5).build(),
        "its payload has 48 bytes where [3, 5] of F32 need 60");
    assertReplaced(ActivationBatch.newBuilder(GOOD).setWidth(0).build(), "its width is 0");
    assertReplaced(
        ActivationBatch.newBuilder(GOOD).setTokens(List.of(1)).build(),
        "its items, candidates and tokens differ in number");
    assertReplaced(
        ActivationBatch.newBuilder(GOOD).setPosition(Positions.failed(PLACE, "lost")).build(),
        "it is marked as failed but has rows");
  }

  private static void assertReplaced(ActivationBatch batch, String reason) throws Exception {
    Outcome<ActivationBatch> outcome = screen(Screens.activations(), batch);
    assertThat(outcome.rejected())
        .singleElement()
        .satisfies(
            rejected -> {
              assertThat(rejected.reason()).isEqualTo(reason);
              assertThat(rejected.received().value()).isEqualTo(batch);
            });
    assertThat(outcome.passed())
        .singleElement()
        .satisfies(
            failed -> {
              assertThat(failed.getPosition()).isEqualTo(Positions.failed(PLACE, reason));
              assertThat(failed.getItems()).isEmpty();
              assertThat(failed.getHooks()).isEqualTo(GOOD.getHooks());
            });
  }

  @Test
  void refusesActivationsWhosePlaceCannotBeBelieved() throws Exception {
    assertRefused(ActivationBatch.newBuilder(GOOD).setHook("").build());
    assertRefused(ActivationBatch.newBuilder(GOOD).setHook("blocks.1.hook_mlp_out").build());
    assertRefused(DATA.batch(HOOK, RowRole.CORPUS, DATA.position(1, 0, 1, 0, true)));
    assertRefused(DATA.batch(HOOK, RowRole.TARGET, DATA.position(0, 2, 2, 0, true)));
    assertRefused(DATA.batch(HOOK, RowRole.TARGET, DATA.position(-1, 0, 1, 0, true)));
  }

  private static void assertRefused(ActivationBatch batch) throws Exception {
    Outcome<ActivationBatch> outcome = screen(Screens.activations(), batch);
    assertThat(outcome.passed()).containsOnlyNulls();
    assertThat(outcome.rejected()).hasSize(1);
  }

  @Test
  void replacesDamagedLogProbabilitiesByAFailure() throws Exception {
    LogProbBatch good = new TinyRun("run", 1).logProbs().get(1);
    assertThat(screen(Screens.logProbs(), good).rejected()).isEmpty();
    Outcome<LogProbBatch> outcome =
        screen(Screens.logProbs(), LogProbBatch.newBuilder(good).setLexicon(null).build());
    assertThat(outcome.rejected()).hasSize(1);
    assertThat(outcome.passed().get(0).getPosition().getFailure())
        .isEqualTo("its items, candidates, tokens and words do not fit together");
  }

  @Test
  void replacesDamagedFeaturesByAFailure() throws Exception {
    FeatureBatch good =
        FeatureBatch.newBuilder(FeatureBatches.failed(PLACE, HOOK, List.of(HOOK))).build();
    assertThat(screen(Screens.features(), good).rejected()).isEmpty();
    Outcome<FeatureBatch> outcome =
        screen(Screens.features(), FeatureBatch.newBuilder(good).setColumns(List.of(1)).build());
    assertThat(outcome.rejected()).hasSize(1);
    assertThat(outcome.passed().get(0).getPosition().getFailure())
        .isEqualTo("its rows, columns and values do not fit together");
  }

  private record Outcome<T extends SpecificRecordBase>(
      List<T> passed, List<Rejected<T>> rejected) {}

  @SuppressWarnings("unchecked") // the class of a record is that of its type
  private static <T extends SpecificRecordBase> Outcome<T> screen(Screen<T> screen, T batch)
      throws Exception {
    Class<T> type = (Class<T>) batch.getClass();
    try (OneInputStreamOperatorTestHarness<Received<T>, Received<T>> harness =
        new OneInputStreamOperatorTestHarness<>(new ProcessOperator<>(screen))) {
      harness.setup(Received.type(type).createSerializer(new SerializerConfigImpl()));
      harness.open();
      harness.processElement(Runs.received(batch, 7), 0);
      List<Rejected<T>> rejected =
          harness.getSideOutput(Rejected.tag(type)) == null
              ? List.of()
              : harness.getSideOutput(Rejected.tag(type)).stream().map(r -> r.getValue()).toList();
      return new Outcome<>(
          harness.extractOutputValues().stream().map(Received::value).toList(), rejected);
    }
  }
}
