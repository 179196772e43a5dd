package io.plumbline.extractor.safetensors;

import io.plumbline.schemas.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Weights saved with {@code torch.save}. Reading a pickle can run code, so it is left to the user,
 * who is given the line that converts it.
 */
public final class Pickles {
  private static final String ADAPTER = "adapter_model.bin";
  private static final Pattern SHARD_OF_VERL =
      Pattern.compile("model_world_size_\\d+_rank_\\d+\\.pt");

  /** Names of weights; optimizers and random states are saved as pickles beside safetensors too. */
  private static final Pattern MODEL =
      Pattern.compile(
          "(?:pytorch_model|model|adapter_model|consolidated)\\S*\\.(?:bin|pt|pth|ckpt)"
              + "|mp_rank_\\d+_model_states\\.pt");

  private Pickles() {}

  /** The error to show for a directory without safetensors, if it has pickles in their place. */
  public static Optional<UserError> refusal(Path directory) {
    Optional<Path> own = first(directory, MODEL);
    if (own.isPresent()) {
      String name = own.get().getFileName().toString();
      String line = name.equals(ADAPTER) ? adapterLine(directory) : modelLine(directory);
      return Optional.of(refusal(own.get(), line));
    }
    Path parent = directory.toAbsolutePath().getParent();
    return first(parent, SHARD_OF_VERL)
        .map(
            shard ->
                refusal(
                    shard,
                    "python -m verl.model_merger merge --backend fsdp --local_dir '"
                        + parent
                        + "' --target_dir '"
                        + directory
                        + "' (or let verl do it: checkpoint.save_contents with hf_model)"));
  }

  private static UserError refusal(Path pickle, String line) {
    return new UserError(
        pickle + " is a pickle, which can run code when it is read; convert it with: " + line);
  }

  private static String modelLine(Path directory) {
    return "python -c \"from transformers import AutoModelForCausalLM as M; M.from_pretrained('"
        + directory
        + "').save_pretrained('"
        + directory
        + "')\"";
  }

  private static String adapterLine(Path directory) {
    return "python -c \"import torch; from safetensors.torch import save_file;"
        + " save_file(torch.load('"
        + directory.resolve(ADAPTER)
        + "', map_location='cpu'), '"
        + directory.resolve("adapter_model.safetensors")
        + "')\"";
  }

  private static Optional<Path> first(Path directory, Pattern name) {
    if (!Files.isDirectory(directory)) {
      return Optional.empty();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> name.matcher(file.getFileName().toString()).matches())
          .min(Path::compareTo);
    } catch (IOException | UncheckedIOException e) {
      throw new UserError(directory + " cannot be read: " + e.getMessage(), e);
    }
  }
}
