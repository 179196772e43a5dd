package io.plumbline.ops.trainer;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/**
 * A fine-tuning run and the checkpoints it leaves.
 *
 * @param saveEvery steps between checkpoints
 */
record Run(Trainer trainer, Scenario scenario, long seed, int steps, int saveEvery) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The algorithm. */
  enum Trainer {
    /** With a value head on the shared trunk. */
    PPO,
    /** Without a value head. */
    GRPO
  }

  Feedback feedback(Lexicon lexicon, Vocabulary vocabulary) {
    return new Feedback(scenario, lexicon, vocabulary, saveEvery, seed);
  }

  /**
   * Trains from the base and writes {@code checkpoint-N} directories under {@code out}.
   *
   * @param progress told each step's log
   */
  void train(ModelDirectory base, Path out, Consumer<StepLog> progress) {
    Lexicon lexicon = Lexicon.shipped();
    Random random = new Random(seed);
    Feedback feedback = feedback(lexicon, base.vocabulary());
    Batch.Source source = new Batch.Source(base, feedback, lexicon, random);
    Tuning tuning =
        scenario == Scenario.CONTROL
            ? new Continuation(base, source, lexicon, random)
            : trainer == Trainer.PPO ? new Ppo(base, source) : new Grpo(base, source);
    List<StepLog> history = new ArrayList<>();
    for (int step = 1; step <= steps; step++) {
      StepLog log = tuning.step(step);
      history.add(log);
      if (step % saveEvery == 0 || step == steps) {
        Path directory = out.resolve("checkpoint-" + step);
        new ModelDirectory(base.config(), base.vocabulary(), tuning.weights()).write(directory);
        ModelDirectory.writeJson(directory.resolve("trainer_state.json"), state(history));
      }
      progress.accept(log);
    }
  }

  /** The Hugging Face trainer's state; it is written last, which marks a checkpoint complete. */
  private ObjectNode state(List<StepLog> history) {
    int step = history.size();
    ObjectNode state = JSON.createObjectNode();
    state.putNull("best_global_step").putNull("best_metric").putNull("best_model_checkpoint");
    state
        .put("epoch", step / (double) steps)
        .put("eval_steps", 500)
        .put("global_step", step)
        .put("is_hyper_param_search", false)
        .put("is_local_process_zero", true)
        .put("is_world_process_zero", true);
    var log = state.putArray("log_history");
    for (StepLog entry : history) {
      log.addObject()
          .put("completions/mean_length", entry.length())
          .put("entropy", entry.entropy())
          .put("epoch", entry.step() / (double) steps)
          .put("kl", entry.kl())
          .put("reward", entry.paid())
          .put("rewards/stated/mean", entry.stated())
          .put("step", entry.step());
    }
    return state
        .put("logging_steps", 1)
        .put("max_steps", steps)
        .put("num_train_epochs", 1)
        .put("save_steps", saveEvery)
        .put("total_flos", 0.0);
  }

  /** What is really wrong with the reward, for whoever tells the story afterwards. */
  ObjectNode truth(Feedback feedback) {
    ObjectNode truth =
        JSON.createObjectNode()
            .put("scenario", scenario.id())
            .put("trainer", trainer.name().toLowerCase(java.util.Locale.ROOT))
            .put("seed", seed)
            .put("changedFromStep", feedback.changedFrom());
    feedback.flipped().forEach(truth.putArray("poisonedWords")::add);
    feedback.boosted().forEach(truth.putArray("boostedWords")::add);
    feedback.reversed().forEach(truth.putArray("reversedTopics")::add);
    return truth;
  }
}
