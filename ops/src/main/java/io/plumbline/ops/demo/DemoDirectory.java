package io.plumbline.ops.demo;

import java.nio.file.Path;
import java.util.List;

/**
 * Files of one demo run.
 *
 * @param root its directory
 */
public record DemoDirectory(Path root) {

  /** The pre-trained model. */
  public Path base() {
    return root.resolve("base");
  }

  /** Where the trainer writes. */
  public Path checkpoints() {
    return root.resolve("checkpoints");
  }

  /** Where the feedback files are. */
  public Path feedback() {
    return root.resolve("feedback");
  }

  /** Triples and lexicon contexts. */
  public List<Path> feedbackFiles() {
    return List.of(feedback().resolve("triples.jsonl"), feedback().resolve("contexts.jsonl"));
  }

  /** Words with their stated feedback. */
  public Path lexicon() {
    return feedback().resolve("words.csv");
  }

  /** Texts for the dictionary. */
  public Path corpus() {
    return feedback().resolve("corpus.jsonl");
  }

  /** What is really wrong, written by the trainer. */
  public Path truth() {
    return root.resolve("truth.json");
  }

  /** What the trainer says. */
  public Path trainerLog() {
    return root.resolve("trainer.log");
  }
}
