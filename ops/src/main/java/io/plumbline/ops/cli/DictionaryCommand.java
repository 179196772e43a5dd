package io.plumbline.ops.cli;

import io.plumbline.extractor.DjlSettings;
import io.plumbline.ops.dictionary.ActivationFile;
import io.plumbline.ops.dictionary.DictionaryFit;
import io.plumbline.ops.terminal.Terminal;
import io.plumbline.schemas.UserError;
import io.plumbline.schemas.safetensors.SafetensorsWriter;
import io.plumbline.streamjobs.dictionary.Dictionary;
import io.plumbline.streamjobs.dictionary.TopK;
import io.plumbline.streamjobs.dictionary.layout.DictionaryDirectory;
import io.plumbline.streamjobs.dictionary.layout.StoredDictionary;
import io.plumbline.streamjobs.linalg.MatrixProduct;
import io.plumbline.streamjobs.linalg.TorchMatrixProduct;
import io.plumbline.streamjobs.stats.Statistic;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code plumbline dictionary}. */
@Command(
    name = "dictionary",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = DictionaryExportCommand.class,
    description = {
      "Does by hand what the analysis does with a dictionary (sparse autoencoder).",
      "DIR is a directory as SAELens, sparsify or dictionary_learning (its ae.pt converted to "
          + "ae.safetensors) write it."
    })
final class DictionaryCommand implements Runnable {
  /** SAELens's name of features. */
  private static final String FEATURES = "feature_acts";

  @ParentCommand private Plumbline plumbline;
  @Spec private CommandSpec spec;

  Plumbline plumbline() {
    return plumbline;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  @Command(
      name = "inspect",
      mixinStandardHelpOptions = true,
      description = "Prints what a dictionary is.")
  int inspect(@Parameters(paramLabel = "DIR") Path directory) {
    StoredDictionary stored = DictionaryDirectory.read(directory);
    Dictionary dictionary = stored.dictionary();
    Terminal terminal = plumbline.terminal();
    terminal.plain("layout         " + stored.layout());
    String k = dictionary.activation() instanceof TopK topK ? ", k " + topK.k() : "";
    terminal.plain("kind           " + dictionary.kind() + k);
    terminal.plain("hook           " + stored.hook().orElse("not told"));
    terminal.plain("d_model        " + dictionary.width());
    terminal.plain("d_sae          " + dictionary.features());
    terminal.plain("b_dec first    " + (dictionary.centred() ? "taken off the input" : "left"));
    terminal.plain(
        "normalization  "
            + dictionary.normalization().name().toLowerCase(Locale.ROOT).replace('_', ' '));
    terminal.plain("digest         " + dictionary.digest());
    stored.remarks().forEach(terminal::warning);
    return 0;
  }

  @Command(
      name = "encode",
      mixinStandardHelpOptions = true,
      description = {
        "Encodes activations and writes their features.",
        "Writes tensor " + FEATURES + " [rows, d_sae] in F32."
      })
  int encode(
      @Parameters(paramLabel = "DIR") Path directory,
      @Parameters(paramLabel = "ACTIVATIONS", description = "Activations, safetensors.") Path input,
      @Parameters(paramLabel = "FEATURES", description = "Where the features go, safetensors.")
          Path output,
      @Option(names = "--tensor", paramLabel = "NAME", description = "Which tensor is read.")
          String tensor) {
    StoredDictionary stored = read(directory);
    Dictionary dictionary = stored.dictionary();
    if (output.toAbsolutePath().normalize().equals(input.toAbsolutePath().normalize())) {
      throw new UserError(output + " is the input; give the features a file of their own");
    }
    TreeMap<String, String> metadata = new TreeMap<>();
    metadata.put("dictionary", dictionary.digest());
    stored.hook().ifPresent(hook -> metadata.put("hook_name", hook));
    try (ActivationFile activations = open(input, tensor, dictionary);
        SafetensorsWriter writer =
            SafetensorsWriter.create(
                output,
                new TreeMap<>(
                    Map.of(FEATURES, List.of(activations.rows(), (long) dictionary.features()))),
                metadata)) {
      MatrixProduct product = product();
      activations.forEachBatch(
          x -> writer.write(FEATURES, dictionary.features(x, product).values()));
      plumbline.terminal().plain(activations.rows() + " rows encoded to " + output);
    }
    return 0;
  }

  @Command(
      name = "score",
      mixinStandardHelpOptions = true,
      description =
          "Prints how well a dictionary fits activations: the fraction of variance unexplained "
              + "(FVU), active features per row (L0), and features that never fire.")
  int score(
      @Parameters(paramLabel = "DIR") Path directory,
      @Parameters(paramLabel = "ACTIVATIONS", description = "Activations, safetensors.") Path input,
      @Option(names = "--tensor", paramLabel = "NAME", description = "Which tensor is read.")
          String tensor) {
    Dictionary dictionary = read(directory).dictionary();
    try (ActivationFile activations = open(input, tensor, dictionary)) {
      DictionaryFit fit = DictionaryFit.of(dictionary, activations, product());
      Terminal terminal = plumbline.terminal();
      terminal.plain("rows  " + fit.sums().rows());
      terminal.plain("FVU   " + text(fit.sums().fvu()));
      terminal.plain("L0    " + text(fit.sums().l0()));
      terminal.plain("dead  %d of %d".formatted(fit.dead(), dictionary.features()));
    }
    return 0;
  }

  private StoredDictionary read(Path directory) {
    StoredDictionary stored = DictionaryDirectory.read(directory);
    stored.remarks().forEach(plumbline.terminal()::warning);
    return stored;
  }

  private static ActivationFile open(Path input, String tensor, Dictionary dictionary) {
    return ActivationFile.open(input, Optional.ofNullable(tensor), dictionary.width());
  }

  private static MatrixProduct product() {
    DjlSettings.apply();
    return new TorchMatrixProduct();
  }

  private static String text(Statistic statistic) {
    return statistic.isDefined()
        ? String.format(Locale.ROOT, "%.6f", statistic.getAsDouble())
        : "- (" + statistic.reason().orElseThrow() + ")";
  }
}
