package io.plumbline.streamjobs.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.schemas.record.BatchPosition;
import io.plumbline.schemas.record.FeatureBatch;
import io.plumbline.schemas.record.LogProbBatch;
import java.util.List;
import org.junit.jupiter.api.Test;

class GatheringTest {
  private static final List<String> HOOKS = List.of("a", "b");

  @Test
  void isCompleteWithAllHooksAndTheLogProbabilities() {
    Gathering gathering = new Gathering();
    gathering.add(features("b", HOOKS, TallyTest.position(0, 1, 0, true)));
    gathering = new GatheringSerializer().copy(gathering);
    gathering.add(logProbs(TallyTest.position(0, 1, 0, true)));
    assertThat(gathering.complete()).isFalse();
    gathering = new GatheringSerializer().copy(gathering);
    gathering.add(features("a", HOOKS, TallyTest.position(0, 1, 0, true)));
    assertThat(gathering.complete()).isTrue();
    assertThat(gathering.hooks()).isEqualTo(HOOKS);
    assertThat(gathering.featurePlaces("b")).containsExactly(BatchPlace.FIRST);
    assertThat(gathering.logProbPlaces()).containsExactly(BatchPlace.FIRST);
  }

  @Test
  void isNotCompleteWithoutFeatures() {
    Gathering gathering = new Gathering();
    gathering.add(logProbs(TallyTest.position(0, 1, 0, true)));
    assertThat(gathering.complete()).isFalse();
  }

  @Test
  void refusesBatchesThatNameOtherHooks() {
    Gathering gathering = new Gathering();
    gathering.add(features("a", HOOKS, TallyTest.position(0, 1, 0, true)));
    assertThat(gathering.add(features("c", List.of("a", "c"), TallyTest.position(0, 1, 0, true))))
        .isEqualTo(Tally.Verdict.CONFLICT);
  }

  private static FeatureBatch features(String hook, List<String> hooks, BatchPosition position) {
    FeatureBatch batch = new FeatureBatch();
    batch.put("position", position);
    batch.put("hook", hook);
    batch.put("hooks", hooks);
    return batch;
  }

  private static LogProbBatch logProbs(BatchPosition position) {
    LogProbBatch batch = new LogProbBatch();
    batch.put("position", position);
    return batch;
  }
}
