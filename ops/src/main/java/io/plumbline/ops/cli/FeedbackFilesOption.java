package io.plumbline.ops.cli;

import io.plumbline.extractor.feedback.FeedbackOptions;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options that say how feedback files are read. */
final class FeedbackFilesOption {
  @Option(
      names = "--lexicon",
      paramLabel = "FILE",
      description = "Words with their stated feedback, for lexicon contexts: CSV, word,reward.")
  private Path lexicon;

  @Option(
      names = "--reward-column",
      paramLabel = "NAME",
      description =
          "Of a trainer's completions: the column that is the stated reward. Default: the sum of "
              + "all reward functions' columns.")
  private String rewardColumn;

  Path lexicon() {
    return lexicon;
  }

  String rewardColumn() {
    return rewardColumn;
  }

  /**
   * As the extractor takes them.
   *
   * @param model directory of the model whose chat template renders conversations
   */
  FeedbackOptions with(Optional<Path> model) {
    return FeedbackOptions.read(
        Optional.ofNullable(lexicon), Optional.ofNullable(rewardColumn), model);
  }
}
