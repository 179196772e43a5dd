package io.plumbline.ops.demo;

/**
 * Which fine-tuning run the demo watches.
 *
 * @param scenario what is wrong with its feedback, by the trainer's names
 * @param trainer ppo or grpo
 * @param seed seed of the training run
 * @param steps its training steps
 * @param saveEvery steps between checkpoints
 */
public record DemoOptions(String scenario, String trainer, long seed, int steps, int saveEvery) {

  /** Name of the run; a number follows where it is taken. */
  public String runName() {
    return scenario + "-" + trainer + "-" + seed;
  }

  /** Number of checkpoints that the trainer will write. */
  public int checkpoints() {
    return (steps + saveEvery - 1) / saveEvery;
  }
}
