package io.plumbline.streamjobs.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.schemas.record.ActivationBatch;
import io.plumbline.schemas.record.BatchPosition;
import io.plumbline.schemas.record.CheckpointArrived;
import io.plumbline.schemas.record.FeatureBatch;
import io.plumbline.schemas.record.FeedbackDataset;
import io.plumbline.schemas.record.FeedbackItem;
import io.plumbline.schemas.record.LogProbBatch;
import io.plumbline.schemas.record.ReadoutBatch;
import io.plumbline.schemas.record.RowRole;
import io.plumbline.schemas.record.RunSpec;
import io.plumbline.schemas.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A run of a thousand checkpoints, most of them with a shard that failed so that nothing has to be
 * computed, keeps no more state than a run of ten, to the byte.
 */
class LongRunTest {
  private static final int CHECKPOINTS = 1_000;

  /** Checkpoints that the probes are run on. */
  private static final int WHOLE = 20;

  /** State is measured after these. */
  private static final List<Integer> LOOKS = List.of(10, WHOLE, 100, CHECKPOINTS);

  @ParameterizedTest
  @ValueSource(strings = {"0", "16"})
  void ofEncoding(String refresh) throws Exception {
    Activations data = new Activations("run", List.of("hook"), 4, 8);
    RunSpec spec =
        Runs.spec(
            "run",
            new FeedbackDataset("f", "0", 1),
            Map.of(
                Settings.DICTIONARY_BATCH, "8",
                Settings.DICTIONARY_BUFFER, "16",
                Settings.DICTIONARY_REFRESH, refresh));
    List<Long> sizes = new ArrayList<>();
    try (SaeHarness harness = new SaeHarness()) {
      harness.specify(spec);
      harness.add(data.batch("hook", RowRole.CORPUS, data.position(0, 0, 1, 0, true)));
      for (int ordinal = 0; ordinal < CHECKPOINTS; ordinal++) {
        for (int shard = 1; shard >= 0; shard--) {
          ActivationBatch batch =
              data.batch("hook", RowRole.TARGET, data.position(ordinal, shard, 2, 0, true));
          harness.add(batch);
          harness.add(batch);
        }
        harness.features.subList(0, harness.features.size() - 1).clear();
        if (LOOKS.contains(ordinal + 1)) {
          sizes.add(harness.stateSize());
        }
      }
      harness.add(data.batch("hook", RowRole.TARGET, data.position(3, 0, 2, 0, true)));
      assertThat(harness.features).hasSize(1);
      assertThat(harness.dictionaries.stream().filter(d -> d.getRefresh() != null))
          .hasSize(refresh.equals("0") ? 0 : CHECKPOINTS);
      assertThat(harness.rejected).isEmpty();
    }
    assertThat(sizes).hasSize(LOOKS.size()).containsOnly(sizes.get(0));
  }

  @Test
  void ofProbes() throws Exception {
    TinyRun run = new TinyRun("run", WHOLE);
    List<FeatureBatch> features = new ArrayList<>();
    try (SaeHarness sae = new SaeHarness()) {
      sae.specify(run.spec());
      for (ActivationBatch batch : run.activations()) {
        sae.add(batch);
      }
      features.addAll(sae.features);
    }
    List<LogProbBatch> logProbs = run.logProbs();
    List<Long> sizes = new ArrayList<>();
    try (ProbeHarness harness = new ProbeHarness()) {
      harness.add(run.spec());
      for (FeedbackItem item : TinyFeedback.items()) {
        harness.add(item);
      }
      for (int ordinal = 0; ordinal < CHECKPOINTS; ordinal++) {
        boolean whole = ordinal < WHOLE;
        harness.add(run.checkpoint(ordinal));
        int like = Math.min(ordinal, WHOLE - 1);
        for (FeatureBatch batch : features) {
          if (batch.getPosition().getOrdinal() == like) {
            harness.add(
                whole
                    ? batch
                    : FeatureBatches.failed(
                        at(batch.getPosition(), ordinal), batch.getHook(), batch.getHooks()));
          }
        }
        for (LogProbBatch batch : logProbs) {
          if (batch.getPosition().getOrdinal() == like) {
            harness.add(
                whole
                    ? batch
                    : LogProbBatch.newBuilder(batch)
                        .setPosition(at(batch.getPosition(), ordinal))
                        .build());
          }
        }
        if (LOOKS.contains(ordinal + 1)) {
          sizes.add(harness.stateSize());
        }
      }
      assertThat(harness.reports).hasSize(12 * CHECKPOINTS);
    }
    assertThat(sizes).hasSize(LOOKS.size()).containsOnly(sizes.get(0));
  }

  @Test
  void ofAttribution() throws Exception {
    TinyDecisions run = new TinyDecisions("run", 4, false);
    List<SpecificRecordBase> last = run.of(3);
    List<Long> sizes = new ArrayList<>();
    try (AttributionHarness harness = new AttributionHarness()) {
      harness.add(run.spec());
      for (FeedbackItem item : TinyFeedback.items()) {
        harness.add(item);
      }
      for (int ordinal = 0; ordinal < CHECKPOINTS; ordinal++) {
        for (SpecificRecordBase record : ordinal < 4 ? run.of(ordinal) : last) {
          harness.add(ordinal < 4 ? record : moved(record, ordinal));
        }
        if (LOOKS.contains(ordinal + 1)) {
          sizes.add(harness.stateSize());
        }
      }
      assertThat(harness.reports).hasSize(CHECKPOINTS);
    }
    assertThat(sizes).hasSize(LOOKS.size()).containsOnly(sizes.get(0));
  }

  private static SpecificRecordBase moved(SpecificRecordBase record, int ordinal) {
    if (record instanceof ActivationBatch batch) {
      return ActivationBatch.newBuilder(batch)
          .setPosition(at(batch.getPosition(), ordinal))
          .build();
    } else if (record instanceof ReadoutBatch batch) {
      return new ReadoutCheck()
          .failed(
              ReadoutBatch.newBuilder(batch).setPosition(at(batch.getPosition(), ordinal)).build(),
              "gone");
    }
    CheckpointArrived checkpoint = (CheckpointArrived) record;
    return CheckpointArrived.newBuilder(checkpoint)
        .setOrdinal(ordinal)
        .setStep(15 * ordinal)
        .setCheckpoint("checkpoint-" + ordinal)
        .build();
  }

  private static BatchPosition at(BatchPosition position, int ordinal) {
    return BatchPosition.newBuilder(position)
        .setOrdinal(ordinal)
        .setStep(15 * ordinal)
        .setCheckpoint("checkpoint-" + ordinal)
        .setFailure("gone")
        .build();
  }
}
