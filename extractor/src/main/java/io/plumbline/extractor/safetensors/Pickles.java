package io.plumbline.extractor.safetensors;

import io.plumbline.schemas.Unreadable;
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
  private static final Pattern SHARDS_OF_MEGATRON = Pattern.compile("dist_ckpt");
  private static final Pattern SHARDS_OF_FSDP = Pattern.compile("pytorch_model_fsdp_\\d+");
  private static final Pattern TAG_OF_DEEPSPEED = Pattern.compile("global_step\\d+");
  private static final Pattern SHARD_OF_DEEPSPEED = Pattern.compile("\\S*model_states\\.pt");

  /** Names of weights; optimizers and random states are saved as pickles beside safetensors too. */
  private static final Pattern MODEL =
      Pattern.compile(
          "(?:pytorch_model|model|adapter_model|consolidated)\\S*\\.(?:bin|pt|pth|ckpt)");

  private Pickles() {}

  /** The error to show for a directory without safetensors, if it has pickles in their place. */
  public static Optional<UserError> refusal(Path directory) {
    Path parent = directory.toAbsolutePath().getParent();
    return deepSpeed(TAG_OF_DEEPSPEED, directory, directory)
        .or(() -> deepSpeed(SHARD_OF_DEEPSPEED, directory, parent))
        .or(() -> fsdp(directory))
        .or(() -> verl(SHARD_OF_VERL, "fsdp", directory, directory))
        .or(() -> model(directory))
        .or(() -> verl(SHARD_OF_VERL, "fsdp", parent, directory))
        .or(() -> verl(SHARDS_OF_MEGATRON, "megatron", parent, directory));
  }

  /** The script lies where DeepSpeed was told to save, beside a directory for each step. */
  private static Optional<UserError> deepSpeed(Pattern shards, Path directory, Path home) {
    String tag = home.equals(directory) ? "" : " --tag '" + directory.getFileName() + "'";
    return first(directory, shards)
        .map(
            found ->
                refusal(
                    found,
                    "python '%s' '%s' '%s'%s --safe_serialization"
                            .formatted(home.resolve("zero_to_fp32.py"), home, directory, tag)
                        + " (or let DeepSpeed do it: stage3_gather_16bit_weights_on_model_save)"));
  }

  private static Optional<UserError> fsdp(Path directory) {
    return first(directory, SHARDS_OF_FSDP)
        .map(
            shards ->
                refusal(
                    shards,
                    "accelerate merge-weights '%s' '%s'".formatted(shards, directory)
                        + " (or let the trainer do it: fsdp_state_dict_type FULL_STATE_DICT)"));
  }

  private static Optional<UserError> model(Path directory) {
    return first(directory, MODEL)
        .map(
            own ->
                refusal(
                    own, own.endsWith(ADAPTER) ? adapterLine(directory) : modelLine(directory)));
  }

  private static Optional<UserError> verl(
      Pattern shards, String backend, Path parent, Path directory) {
    return first(parent, shards)
        .map(
            shard ->
                refusal(
                    shard,
                    "python -m verl.model_merger merge --backend "
                        + backend
                        + " --local_dir '"
                        + parent
                        + "' --target_dir '"
                        + directory
                        + "' (or let verl do it: checkpoint.save_contents with hf_model)"));
  }

  private static UserError refusal(Path pickle, String line) {
    return new UserError(
        pickle
            + (Files.isDirectory(pickle) ? " holds pickles, which" : " is a pickle, which")
            + " can run code when read; convert it with: "
            + line);
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
      throw Unreadable.because(directory, e);
    }
  }
}
