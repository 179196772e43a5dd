package io.plumbline.streamjobs.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class PolicyEvidenceTest {
  private static final PolicyWords WORDS =
      new PolicyWords(
          List.of("bad", "fine", "good", "table", "zzz"), new double[] {-2, 1, 2, 0, Double.NaN});
  private static final int[] ALL = {0, 1, 2, 3, 4};

  @Test
  void slopeOfOneContextByHand() {
    PolicyEvidence evidence = new PolicyEvidence(WORDS, 0.01);
    evidence.add(
        Contexts.of("p"), new int[] {0, 2}, logs(0.25, 0.25), logs(0.25 / Math.E, 0.25 * Math.E));
    SlopeSums sums = evidence.cells().prompts().get("p");
    assertThat(sums.slope().getAsDouble()).isCloseTo(0.5, within(1e-6));
    assertThat(sums.denominator()).isCloseTo(2, within(1e-6));
    // Both weigh 1/4, so rho is 1/40 and (1/4 - 1/8 + 1/40) B - (-1/8) B = 1/4 for the second.
    assertThat(evidence.gain(2)).isCloseTo(0.25 / 0.275, within(1e-6));
    assertThat(evidence.gain(0)).isCloseTo(-0.25 / 0.275, within(1e-6));
    assertThat(evidence.has(1)).isFalse();
  }

  @Test
  void leavesOutFaintAndBrokenContexts() {
    PolicyEvidence evidence = new PolicyEvidence(WORDS, 0.01);
    evidence.add(Contexts.of("p"), new int[] {0, 2}, logs(0.004, 0.005), logs(0.5, 0.4));
    evidence.add(Contexts.of("p"), new int[] {0, 2}, logs(0.4, 0.5), new float[] {Float.NaN, -1});
    evidence.add(
        Contexts.of("p"),
        new int[] {0, 2},
        logs(0.4, 0.5),
        new float[] {Float.NEGATIVE_INFINITY, -1});
    evidence.add(Contexts.of("p"), new int[0], new float[0], new float[0]);
    assertThat(evidence.contexts()).isEqualTo(4);
    assertThat(evidence.faintContexts()).isEqualTo(2);
    assertThat(evidence.brokenContexts()).isEqualTo(2);
    assertThat(evidence.cells().prompts()).isEmpty();
    assertThat(evidence.has(0)).isFalse();
  }

  @Test
  void aContextWithoutDifferentStatedFeedbackHasNoSlope() {
    PolicyEvidence evidence = new PolicyEvidence(WORDS, 0);
    evidence.add(Contexts.of("p"), new int[] {2, 4}, logs(0.3, 0.3), logs(0.5, 0.1));
    assertThat(evidence.cells().prompts().get("p").contexts()).isZero();
    assertThat(evidence.gain(2)).isPositive();
  }

  @Test
  void refusesArraysOfDifferentLengths() {
    PolicyEvidence evidence = new PolicyEvidence(WORDS, 0);
    assertThatThrownBy(() -> evidence.add(Contexts.of("p"), ALL, new float[5], new float[4]))
        .hasMessage("5 candidates with 5 and 4 log-probabilities");
  }

  @Property(tries = 100)
  void whatMovesAllCandidatesAlikeCancels(
      @ForAll long seed, @ForAll @DoubleRange(min = -3, max = 3) double shift) {
    PolicyEvidence plain = new PolicyEvidence(WORDS, 0);
    PolicyEvidence shifted = new PolicyEvidence(WORDS, 0);
    Random random = new Random(seed);
    for (int c = 0; c < 20; c++) {
      float[] base = draw(random);
      float[] tuned = draw(random);
      float[] moved = tuned.clone();
      for (int i = 0; i < moved.length; i++) {
        moved[i] += (float) (shift * (c % 3));
      }
      plain.add(Contexts.of("p" + c % 4), ALL, base, tuned);
      shifted.add(Contexts.of("p" + c % 4), ALL, base, moved);
    }
    for (int w : ALL) {
      assertThat(shifted.gain(w)).isCloseTo(plain.gain(w), within(1e-5));
    }
    plain
        .cells()
        .prompts()
        .forEach(
            (prompt, sums) ->
                assertThat(shifted.cells().prompts().get(prompt).slope().getAsDouble())
                    .isCloseTo(sums.slope().getAsDouble(), within(1e-5)));
  }

  @Property(tries = 50)
  void aKnownSystemGivesTheSameBitsAsANewOne(@ForAll long seed) {
    PolicyEvidence base = new PolicyEvidence(WORDS, 0.2);
    PolicyEvidence anew = new PolicyEvidence(WORDS, 0.2);
    add(new Random(seed), base, 1);
    add(new Random(seed), anew, 2);
    base.gain(0);
    PolicyEvidence known = new PolicyEvidence(WORDS, 0.2, Optional.of(base.system()));
    add(new Random(seed), known, 2);
    for (int w : ALL) {
      assertThat(known.gain(w)).isEqualTo(anew.gain(w));
      assertThat(known.learned().contexts()).isEqualTo(anew.learned().contexts());
    }
  }

  /** Contexts of all words, and of three of them. */
  private static void add(Random random, PolicyEvidence evidence, float factor) {
    int[] three = {0, 2, 3};
    for (int c = 0; c < 50; c++) {
      float[] logs = draw(random);
      float[] tuned = logs.clone();
      tuned[2] *= factor;
      evidence.add(Contexts.of("p"), ALL, logs, tuned);
      if (random.nextInt(4) == 0) {
        evidence.add(Contexts.of("q"), three, Arrays.copyOf(logs, 3), Arrays.copyOf(tuned, 3));
      }
    }
  }

  @Property(tries = 50)
  void equalContextsInEqualOrderGiveEqualBits(@ForAll long seed) {
    PolicyEvidence[] both = {new PolicyEvidence(WORDS, 0), new PolicyEvidence(WORDS, 0)};
    for (PolicyEvidence evidence : both) {
      Random random = new Random(seed);
      for (int c = 0; c < 20; c++) {
        evidence.add(Contexts.of("p" + c % 4), ALL, draw(random), draw(random));
      }
    }
    assertThat(both[0].cells().prompts()).isEqualTo(both[1].cells().prompts());
    for (int w : ALL) {
      assertThat(both[0].gain(w)).isEqualTo(both[1].gain(w));
    }
  }

  private static float[] draw(Random random) {
    float[] logs = new float[5];
    for (int i = 0; i < logs.length; i++) {
      logs[i] = -1.7f - random.nextFloat() * 4;
    }
    return logs;
  }

  private static float[] logs(double... p) {
    float[] logs = new float[p.length];
    for (int i = 0; i < p.length; i++) {
      logs[i] = (float) Math.log(p[i]);
    }
    return logs;
  }
}
