package io.plumbline.ops.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RewardArithmeticTest {
  @Test
  void advantagesFollowTheRecursion() {
    // By hand, lambda 0.5: deltas of row 1 are (1 + 2 - 1, 3 - 2) = (2, 1), so A = (2.5, 1);
    // of row 2 (0 + 0 - 0, -1 - 0) = (0, -1), so A = (-0.5, -1).
    Advantages advantages =
        Advantages.of(new double[] {1, 3, 0, -1}, new float[] {1, 2, 0, 0}, 2, 0.5);
    assertThat(advantages.returns()).containsExactly(3.5f, 3f, -0.5f, -1f);
    double deviation = Math.sqrt((2 * 2 + 0.5 * 0.5 + 1 + 1.5 * 1.5) / 4.0);
    assertThat(advantages.whitened())
        .containsExactly(
            new float[] {
              (float) (2 / deviation),
              (float) (0.5 / deviation),
              (float) (-1 / deviation),
              (float) (-1.5 / deviation)
            },
            within(1e-6f));
  }

  @Test
  void divergenceIsPaidAtEveryTokenAndTheScoreAtTheLast() {
    Batch batch =
        new Batch(
            new Sequences(2, 3, 1, new long[6]),
            new double[] {5, -1},
            new double[] {5, -1},
            new float[] {-1, -2, -3, -4},
            0);
    assertThat(Ppo.rewards(batch, new float[] {-2, -2, -1, -3}))
        .containsExactly(new double[] {0.15, 5, -0.3, -1.15}, within(1e-7));
  }

  @Test
  void clippedObjectiveStopsBeyondTheRatio() {
    Batch batch =
        new Batch(
            new Sequences(1, 3, 1, new long[3]),
            new double[] {2},
            new double[] {2},
            new float[] {-1, -1},
            0);
    Ppo.Clipped objective = new Ppo.Clipped(batch);
    Objective.Slopes first = objective.at(new float[] {-1, -1}, new float[] {0, 3});
    // Deltas (3, -1) with lambda 0.95 give advantages (2.05, -1), whitened (1, -1).
    assertThat(first.logProb()).containsExactly(new float[] {-0.5f, 0.5f}, within(1e-6f));
    assertThat(first.value()).containsExactly(new float[] {-1.025f, 0.5f}, within(1e-6f));
    Objective.Slopes second = objective.at(new float[] {-0.5f, -1.5f}, new float[] {0, 3});
    assertThat(second.logProb()).containsExactly(0f, 0f);
  }

  @Test
  void groupRewardsAreNormalisedWithinTheGroup() {
    assertThat(Grpo.normalised(new double[] {1, 3, 10, 10}, 2))
        .containsExactly(
            new double[] {-1 / (Math.sqrt(2) + 1e-4), 1 / (Math.sqrt(2) + 1e-4), 0, 0},
            within(1e-12));
  }
}
