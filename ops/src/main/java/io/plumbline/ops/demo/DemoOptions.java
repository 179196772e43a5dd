package io.plumbline.ops.demo;

import java.util.Collection;

/**
 * Which fine-tuning run the demo watches.
 *
 * @param scenario what is wrong with its feedback
 * @param trainer ppo or grpo
 * @param seed seed of the training run
 * @param steps its training steps
 * @param saveEvery steps between checkpoints
 */
public record DemoOptions(
    DemoScenario scenario, String trainer, long seed, int steps, int saveEvery) {

  /**
   * Name of the run; a number follows where it is taken.
   *
   * @param taken names of other runs
   */
  public String runName(Collection<String> taken) {
    String name = scenario.id() + "-" + trainer + "-" + seed;
    String free = name;
    for (int count = 2; taken.contains(free); count++) {
      free = name + "-" + count;
    }
    return free;
  }
}
