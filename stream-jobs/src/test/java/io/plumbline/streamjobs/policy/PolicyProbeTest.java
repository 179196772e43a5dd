package io.plumbline.streamjobs.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.streamjobs.linalg.BinaryCodec;
import io.plumbline.streamjobs.probe.ProbeResult;
import io.plumbline.streamjobs.stats.Statistic;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PolicyProbeTest {
  private final PolicyProbe probe = new PolicyProbe(new PolicyOptions(1.345, 20, 99, "digest"));

  @Test
  void theBaseItselfHasLearnedNothing() {
    PolicyProbe.Checkpoint base = probe.next(PolicyState.initial(), evidence(0));
    ProbeResult result = base.result();
    assertThat(value(result, "slope").getAsDouble()).isZero();
    assertThat(value(result, "b").getAsDouble()).isZero();
    assertThat(value(result, "spread").getAsDouble()).isZero();
    assertThat(value(result, "z").reason()).contains("the first sample is constant");
    assertThat(value(result, "wrong_sign").reason()).contains("the slope is not positive");
    assertThat(value(result, "drop").reason())
        .contains("there is no checkpoint before this one to fall from");
    assertThat(BinaryCodec.toBytes(base.state()::write))
        .isEqualTo(BinaryCodec.toBytes(PolicyState.initial()::write));
    assertThat(result.words()).allSatisfy(word -> assertThat(word.implied()).isEmpty());
  }

  @Test
  void stateKeepsTheBestCheckpoint() {
    PolicyState after = probe.next(PolicyState.initial(), evidence(0.5f)).state();
    assertThat(after.best()).isPresent();
    PolicyProbe.Checkpoint worse = probe.next(after, evidence(-0.2f));
    assertThat(worse.state()).isSameAs(after);
    assertThat(value(worse.result(), "drop").getAsDouble()).isPositive();
    assertThat(
            BinaryCodec.toBytes(
                BinaryCodec.fromBytes(BinaryCodec.toBytes(after::write), PolicyState::read)::write))
        .isEqualTo(BinaryCodec.toBytes(after::write));
  }

  @Test
  void saysWhyThereIsNoResult() {
    PolicyEvidence none = new PolicyEvidence(words(), 0.01);
    assertThat(probe.next(PolicyState.initial(), none).result().reason())
        .contains("there are not 3 words of different stated feedback in any context");
    PolicyEvidence broken = evidence(0.5f);
    broken.add(
        Contexts.of("p"), new int[] {0, 1}, new float[] {-1, -1}, new float[] {-1, Float.NaN});
    assertThat(probe.next(PolicyState.initial(), broken).result().reason())
        .contains("1 of 41 contexts have log-probabilities that are not finite");
  }

  @Test
  void wordsMustBeSorted() {
    assertThatThrownBy(() -> new PolicyWords(List.of("b", "a"), new double[2]))
        .hasMessage("word 'a' is out of order");
    assertThatThrownBy(() -> new PolicyWords(List.of("a"), new double[2]))
        .hasMessage("1 words with 2 values of stated feedback");
  }

  private static Statistic value(ProbeResult result, String name) {
    return result.scores().get(name).statistic();
  }

  private static PolicyWords words() {
    return new PolicyWords(
        IntStream.range(0, 20).mapToObj(i -> "w" + (char) ('a' + i)).toList(),
        IntStream.range(0, 20).mapToDouble(i -> i - 9.5).toArray());
  }

  private static PolicyEvidence evidence(float strength) {
    PolicyEvidence evidence = new PolicyEvidence(words(), 0.01);
    for (int c = 0; c < 40; c++) {
      int[] candidates = new int[6];
      float[] base = new float[6];
      float[] tuned = new float[6];
      for (int i = 0; i < 6; i++) {
        candidates[i] = (c + 3 * i) % 20;
        base[i] = -2 - (c * (i + 1)) % 5 * 0.3f;
        tuned[i] = base[i] + strength * (candidates[i] - 9.5f + (c * 7 + i * 3) % 11 * 0.1f);
      }
      evidence.add(Contexts.of("p" + c % 5), candidates, base, tuned);
    }
    return evidence;
  }
}
