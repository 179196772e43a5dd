package io.plumbline.ops.cli;

import io.plumbline.extractor.extract.ExtractOptions;
import io.plumbline.extractor.extract.Extraction;
import io.plumbline.ops.terminal.Terminal;
import io.plumbline.schemas.settings.RunSettings;
import io.plumbline.schemas.settings.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code plumbline extract}. */
@Command(
    name = "extract",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Reads feedback with one checkpoint, as a watched run does but without Kafka.",
      "Writes activations.safetensors (of each hook a tensor [rows, d_model]; logprob [rows] of the "
          + "candidate that a row belongs to; lexicon_logprob [positions, words] with lexicon "
          + "contexts) and index.json, which says of each row what it is.",
      "The logprob of a lexicon context's row is that any of the lexicon's words comes next."
    })
final class ExtractCommand implements Callable<Integer> {
  @ParentCommand private Plumbline plumbline;

  @Option(
      names = "--checkpoint",
      paramLabel = "DIR",
      required = true,
      description = "The checkpoint, in Hugging Face layout.")
  private Path checkpoint;

  @Option(
      names = "--base",
      paramLabel = "DIR",
      description =
          "The model that fine-tuning started from: for adapters, and where the checkpoint has no "
              + "tokenizer.")
  private Path base;

  @Option(
      names = "--feedback",
      paramLabel = "FILE",
      required = true,
      arity = "1..*",
      description = "Feedback, JSON lines or Parquet.")
  private List<Path> feedback;

  @Mixin private FeedbackFilesOption options;

  @Option(
      names = "--skip-bad-rows",
      description =
          "Leave out rows of feedback that cannot be used, and say which. Default: refuse their "
              + "file.")
  private boolean skipBadRows;

  @Option(
      names = "--hooks",
      paramLabel = "LIST",
      required = true,
      description = "Hook points, such as blocks.0.hook_mlp_out,blocks.1.hook_resid_post.")
  private String hooks;

  @Option(
      names = "--positions",
      paramLabel = "P",
      defaultValue = "target",
      description =
          "Tokens of a candidate: target (the last of a triple's word, all of a response), decision "
              + "(the one before it), last, all (of the candidate, none of what stands before it) or "
              + "their mean. Lexicon contexts have rows with decision only. Default: "
              + "${DEFAULT-VALUE}.")
  private String positions;

  @Option(
      names = "--attention",
      paramLabel = "fused|plain",
      defaultValue = "fused",
      description =
          "Attention by one kernel or step by step; they agree to rounding. Default: "
              + "${DEFAULT-VALUE}.")
  private String attention;

  @Option(
      names = "--precision",
      paramLabel = "f32|bf16",
      defaultValue = "f32",
      description =
          "Format of the factors of matrix products; bf16 is for GPUs. Default: ${DEFAULT-VALUE}.")
  private String precision;

  @Option(
      names = "--device",
      paramLabel = "auto|cpu|cuda:N",
      defaultValue = "auto",
      description = "Where the model runs. Default: ${DEFAULT-VALUE}.")
  private String device;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "Where the two files go.")
  private Path out;

  @Option(names = "--force", description = "Replace a result that is there.")
  private boolean force;

  @Override
  public Integer call() throws Exception {
    Terminal terminal = plumbline.terminal();
    RunSettings settings =
        RunSettings.defaults()
            .with(Settings.HOOKS.name(), hooks)
            .with(Settings.POSITIONS.name(), positions)
            .with(Settings.ATTENTION.name(), attention)
            .with(Settings.PRECISION.name(), precision);
    ExtractOptions extraction =
        new ExtractOptions(
            checkpoint,
            Optional.ofNullable(base),
            feedback,
            options
                .with(Optional.of(base == null ? checkpoint : base))
                .skippingBadRows(skipBadRows),
            settings,
            device,
            Math.max(1, Runtime.getRuntime().availableProcessors() - 1),
            out,
            force);
    terminal.status("reading model and feedback");
    long rows =
        new Extraction(extraction, new ItemsRead(terminal)).run(plumbline.shutdown()::underway);
    terminal.status("");
    terminal.plain(rows + " rows in " + out);
    return 0;
  }
}
