package io.plumbline.ops.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.schemas.record.ActivationBatch;
import io.plumbline.schemas.record.BatchPosition;
import io.plumbline.schemas.record.Dtype;
import io.plumbline.schemas.record.ExtractionTask;
import io.plumbline.schemas.record.FeatureBatch;
import io.plumbline.schemas.record.LogProbBatch;
import io.plumbline.schemas.record.NormType;
import io.plumbline.schemas.record.ReadoutBatch;
import io.plumbline.schemas.record.RowRole;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchLedgerTest {
  private static final String HOOK = "blocks.1.hook_mlp_out";
  private static final String DECISION = "blocks.1.hook_resid_post";
  private static final String CONTRIBUTION = "blocks.0.hook_mlp_out";

  private final BatchLedger ledger = new BatchLedger();

  @Test
  void isExactWhenEachBatchIsThereOnce() {
    call(task());
    addActivations(RowRole.TARGET, HOOK, 0, false);
    addActivations(RowRole.TARGET, HOOK, 1, true);
    addActivations(RowRole.DECISION, DECISION, 0, true);
    ledger.add(logProbs(0, true));
    ledger.add(features(0, false));
    ledger.add(features(1, true));
    assertThat(ledger.count()).isEqualTo(new BatchCount(6, 6, 0));
    assertThat(ledger.count().exact()).isTrue();
  }

  @Test
  void seesABatchThatIsMissingInTheMiddle() {
    call(task());
    addActivations(RowRole.TARGET, HOOK, 2, true);
    addActivations(RowRole.TARGET, HOOK, 0, false);
    addActivations(RowRole.DECISION, DECISION, 0, true);
    ledger.add(logProbs(0, true));
    ledger.add(features(0, true));
    assertThat(ledger.count()).isEqualTo(new BatchCount(6, 5, 0));
  }

  @Test
  void seesASequenceThatNeverCame() {
    call(task());
    addActivations(RowRole.TARGET, HOOK, 0, true);
    assertThat(ledger.count()).isEqualTo(new BatchCount(4, 1, 0));
  }

  @Test
  void seesWhatCameTwiceAndWhatNobodyAskedFor() {
    call(task());
    addActivations(RowRole.TARGET, HOOK, 0, true);
    addActivations(RowRole.TARGET, HOOK, 0, true);
    addActivations(RowRole.DECISION, DECISION, 0, true);
    ledger.add(logProbs(0, true));
    ledger.add(features(0, true));
    addActivations(RowRole.TARGET, "blocks.0.hook_mlp_out", 0, true);
    assertThat(ledger.count()).isEqualTo(new BatchCount(4, 5, 1));
    assertThat(ledger.count().exact()).isFalse();
  }

  @Test
  void namesTheSequencesThatAreNotRight() {
    addActivations(RowRole.TARGET, HOOK, 1, true);
    addActivations(RowRole.TARGET, HOOK, 0, false);
    call(task());
    assertThat(ledger.ended()).isFalse();
    addActivations(RowRole.DECISION, DECISION, 1, true);
    addActivations(RowRole.DECISION, CONTRIBUTION, 0, false);
    addActivations(RowRole.DECISION, CONTRIBUTION, 0, false);
    addActivations(RowRole.DECISION, CONTRIBUTION, 1, true);
    ledger.add(logProbs(0, true));
    ledger.add(logProbs(1, false));
    ledger.add(readouts(0, true));
    ledger.add(features(0, true));
    assertThat(ledger.ended()).isTrue();
    assertThat(ledger.irregular())
        .satisfiesExactly(
            contribution ->
                assertThat(contribution)
                    .contains(CONTRIBUTION, "asked for 0 times, came [0, 0, 1], last [1]"),
            decision -> assertThat(decision).contains(DECISION, "came [1], last [1]"),
            logProbs -> assertThat(logProbs).contains("log-probs", "came [0, 1], last [0]"),
            readouts -> assertThat(readouts).contains("readouts", "asked for 0 times"));
  }

  @Test
  void countsReadoutsAndWhatLayersContributedWhereATaskCallsForThem() {
    call(taskBuilder().setContributionHooks(List.of(CONTRIBUTION)).setUnembedding(false).build());
    addActivations(RowRole.TARGET, HOOK, 0, true);
    addActivations(RowRole.DECISION, DECISION, 0, true);
    ledger.add(logProbs(0, true));
    ledger.add(features(0, true));
    assertThat(ledger.ended()).isFalse();
    assertThat(ledger.count()).isEqualTo(new BatchCount(6, 4, 0));
    addActivations(RowRole.DECISION, CONTRIBUTION, 0, true);
    ledger.add(readouts(0, true));
    assertThat(ledger.ended()).isTrue();
    assertThat(ledger.irregular()).isEmpty();
    assertThat(ledger.count()).isEqualTo(new BatchCount(6, 6, 0));
  }

  @Test
  void namesTasksThatWereIssuedTwiceAndWhatFailed() {
    ExtractionTask corpus = taskBuilder().setRole(RowRole.CORPUS).setDecisionHook(null).build();
    call(corpus);
    addActivations(RowRole.CORPUS, HOOK, 0, true);
    assertThat(ledger.irregular()).isEmpty();
    call(corpus);
    assertThat(ledger.irregular()).hasSize(1).first().asString().contains("asked for 2 times");
    assertThat(ledger.failures()).isEmpty();
    BatchPosition failed = new BatchPosition("r", 15, 1, "c", 0, 1, 0, true, 0L, "out of memory");
    ledger.add(logProbs(failed));
    assertThat(ledger.failures()).hasSize(1).first().asString().endsWith("out of memory");
  }

  private void call(ExtractionTask task) {
    ledger.addExtraction(task);
    ledger.addFeatures(task);
  }

  private static ExtractionTask task() {
    return taskBuilder().build();
  }

  private static ExtractionTask.Builder taskBuilder() {
    return ExtractionTask.newBuilder()
        .setRun("r")
        .setStep(15)
        .setOrdinal(1)
        .setCheckpoint("c")
        .setLocation("")
        .setBaseLocation("")
        .setTime(0)
        .setRole(RowRole.TARGET)
        .setDataset("d")
        .setFromItem(0)
        .setToItem(3)
        .setShard(0)
        .setShards(1)
        .setHooks(List.of(HOOK))
        .setDecisionHook(DECISION)
        .setSettings(List.of());
  }

  private static BatchPosition position(int index, boolean last) {
    return new BatchPosition("r", 15, 1, "c", 0, 1, index, last, 0L, null);
  }

  private void addActivations(RowRole role, String hook, int index, boolean last) {
    ledger.add(
        ActivationBatch.newBuilder()
            .setPosition(position(index, last))
            .setHook(hook)
            .setRole(role)
            .setHooks(List.of(HOOK))
            .setItems(List.of())
            .setCandidates(List.of())
            .setTokens(List.of())
            .setWidth(1)
            .setDtype(Dtype.F32)
            .setDigest("")
            .setPayload(ByteBuffer.allocate(0))
            .build());
  }

  private static LogProbBatch logProbs(int index, boolean last) {
    return logProbs(position(index, last));
  }

  private static LogProbBatch logProbs(BatchPosition position) {
    return LogProbBatch.newBuilder()
        .setPosition(position)
        .setItems(List.of())
        .setCandidates(List.of())
        .setTokens(List.of())
        .setWords(List.of())
        .setDtype(Dtype.F32)
        .setDigest("")
        .setPayload(ByteBuffer.allocate(0))
        .build();
  }

  private static ReadoutBatch readouts(int index, boolean last) {
    return ReadoutBatch.newBuilder()
        .setPosition(position(index, last))
        .setHooks(List.of(DECISION, CONTRIBUTION))
        .setNorm(NormType.LAYER_NORM)
        .setEpsilon(0)
        .setWidth(1)
        .setTokens(List.of())
        .setTexts(List.of())
        .setItems(List.of())
        .setCandidates(List.of())
        .setCandidateTokens(List.of())
        .setDtype(Dtype.F32)
        .setDigest("")
        .setPayload(ByteBuffer.allocate(0))
        .build();
  }

  private static FeatureBatch features(int index, boolean last) {
    return FeatureBatch.newBuilder()
        .setPosition(position(index, last))
        .setHook(HOOK)
        .setHooks(List.of(HOOK))
        .setDictionary("")
        .setItems(List.of())
        .setCandidates(List.of())
        .setFeatures(1)
        .setRowPointers(List.of(0))
        .setColumns(List.of())
        .setValues(ByteBuffer.allocate(0))
        .setSquaredError(0)
        .setSquaredNorm(0)
        .setSum(List.of())
        .build();
  }
}
