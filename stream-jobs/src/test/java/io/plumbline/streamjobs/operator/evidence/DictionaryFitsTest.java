package io.plumbline.streamjobs.operator.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.schemas.record.BatchPosition;
import io.plumbline.schemas.record.FeatureBatch;
import io.plumbline.schemas.serde.TrustedRecords;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DictionaryFitsTest {
  private static final String HOOK = "blocks.0.hook_mlp_out";

  static {
    TrustedRecords.trust();
  }

  /** Rows (1, 0), (3, 0), (2, 6) with a squared error of 2, the first two of one candidate. */
  private static FeatureBatch batch(List<Integer> tokens, long active) {
    return FeatureBatch.newBuilder()
        .setPosition(new BatchPosition("run", 0, 0, "c", 0, 1, 0, true, 0L, null))
        .setHook(HOOK)
        .setHooks(List.of(HOOK))
        .setDictionary("d")
        .setItems(List.of("a", "b"))
        .setCandidates(List.of(0, 0))
        .setTokens(tokens)
        .setActive(active)
        .setFeatures(4)
        .setRowPointers(List.of(0, 2, 3))
        .setColumns(List.of(0, 1, 2))
        .setValues(ByteBuffer.allocate(12))
        .setSquaredError(2)
        .setSquaredNorm(50)
        .setSum(List.of(6.0, 6.0))
        .build();
  }

  @Test
  void varianceAndActiveFeaturesAreThoseOfTheTokenRows() {
    var scores =
        DictionaryFits.of(new TreeMap<>(Map.of(HOOK, List.of(batch(List.of(2, 1), 5))))).scores();
    assertThat(scores.get("fvu").statistic().getAsDouble()).isCloseTo(2.0 / 26, within(1e-12));
    assertThat(scores.get("l0").statistic().getAsDouble()).isCloseTo(5.0 / 3, within(1e-12));
  }

  @Test
  void saysWhatTheTrainingOfWhichDictionaryHadToDoWithout() {
    FeatureBatch whole = batch(List.of(2, 1), 5);
    FeatureBatch less = FeatureBatch.newBuilder(whole).setNote("Without 1 of 2.").build();
    String said =
        DictionaryFits.of(new TreeMap<>(Map.of(HOOK, List.of(less), "other", List.of(whole))))
            .method();
    assertThat(said).isEqualTo(HOOK + ": Without 1 of 2.");
  }

  @Test
  void batchesOfBeforeHaveOneRowPerCandidate() {
    var scores =
        DictionaryFits.of(new TreeMap<>(Map.of(HOOK, List.of(batch(List.of(), 0))))).scores();
    assertThat(scores.get("fvu").statistic().getAsDouble()).isCloseTo(2.0 / 14, within(1e-12));
    assertThat(scores.get("l0").statistic().getAsDouble()).isCloseTo(3.0 / 2, within(1e-12));
  }
}
