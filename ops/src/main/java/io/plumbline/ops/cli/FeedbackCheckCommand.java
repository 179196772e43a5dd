package io.plumbline.ops.cli;

import io.plumbline.extractor.capture.ItemLengths;
import io.plumbline.extractor.feedback.Dataset;
import io.plumbline.extractor.feedback.FeedbackOptions;
import io.plumbline.extractor.feedback.FeedbackSummary;
import io.plumbline.extractor.feedback.FileReading;
import io.plumbline.extractor.model.Architecture;
import io.plumbline.extractor.model.ModelFamilies;
import io.plumbline.extractor.tokenize.TextTokenizer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code plumbline feedback check}. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Reads feedback files and says what they hold and which rows cannot be used, before a model "
          + "is run on them."
    },
    footer = {
      "",
      "Exit codes: 0 all rows can be used, 1 some cannot, 2 bad option or a file that cannot be read."
    })
final class FeedbackCheckCommand implements Callable<Integer> {
  @ParentCommand private FeedbackCommand parent;

  @Parameters(paramLabel = "FILE", arity = "1..*", description = "Feedback, JSON lines or Parquet.")
  private List<Path> files;

  @Option(
      names = "--base",
      paramLabel = "DIR",
      description =
          "The model that will read it: for token lengths, and for the chat template of "
              + "conversations.")
  private Path base;

  @Mixin private FeedbackFilesOption options;

  @Override
  public Integer call() {
    FeedbackOptions feedbackOptions = options.with(Optional.ofNullable(base));
    List<FileReading> readings = Dataset.inspect(files, feedbackOptions);
    Optional<ItemLengths> lengths =
        Optional.ofNullable(base)
            .map(model -> lengths(Dataset.of(readings, feedbackOptions), model));
    FeedbackLines lines =
        new FeedbackLines(
            readings, FeedbackSummary.of(readings, feedbackOptions.lexicon()), lengths);
    lines.all().forEach(parent.plumbline().terminal()::plain);
    return lines.isAllUsable() ? 0 : Errors.FAILURE;
  }

  private static ItemLengths lengths(Dataset dataset, Path model) {
    Architecture architecture = ModelFamilies.read(model);
    try (TextTokenizer tokenizer = TextTokenizer.open(model)) {
      return ItemLengths.of(dataset, tokenizer, architecture);
    }
  }
}
