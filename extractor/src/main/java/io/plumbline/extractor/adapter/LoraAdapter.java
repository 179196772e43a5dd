package io.plumbline.extractor.adapter;

import io.plumbline.extractor.model.Architecture;
import io.plumbline.extractor.safetensors.Pickles;
import io.plumbline.extractor.safetensors.ValueHead;
import io.plumbline.schemas.UserError;
import io.plumbline.schemas.safetensors.SafetensorsFile;
import io.plumbline.schemas.safetensors.TensorSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** An adapter directory as PEFT saves it: {@code adapter_config.json} and its tensors. */
public final class LoraAdapter implements AutoCloseable {
  private static final String WEIGHTS = "adapter_model.safetensors";

  private final LoraConfig config;
  private final SafetensorsFile tensors;
  private final SortedMap<String, LoraFactors> factors = new TreeMap<>();
  private final SortedMap<String, String> replacements = new TreeMap<>();
  private boolean valueHead;

  private LoraAdapter(LoraConfig config, SafetensorsFile tensors) {
    this.config = config;
    this.tensors = tensors;
  }

  /** Whether a directory holds an adapter, complete or not. */
  public static boolean isIn(Path directory) {
    return Files.exists(directory.resolve(LoraConfig.FILE));
  }

  /** The files that make up an adapter. */
  public static List<Path> files(Path directory) {
    return List.of(directory.resolve(LoraConfig.FILE), directory.resolve(WEIGHTS));
  }

  /**
   * Opens an adapter.
   *
   * @throws UserError if a file is missing or damaged, or holds a variant that is not implemented
   */
  public static LoraAdapter open(Path directory) {
    LoraConfig config = LoraConfig.read(directory);
    if (!Files.exists(directory.resolve(WEIGHTS))) {
      throw Pickles.refusal(directory)
          .orElseGet(
              () -> new UserError(directory + " has no " + WEIGHTS + "; save the adapter again"));
    }
    LoraAdapter adapter = new LoraAdapter(config, SafetensorsFile.open(directory.resolve(WEIGHTS)));
    try {
      adapter.tensors.names().forEach(adapter::sort);
      adapter.factors.forEach((module, pair) -> pair.check(adapter.tensors, module, config));
      if (adapter.factors.isEmpty() && adapter.replacements.isEmpty()) {
        throw new UserError(directory.resolve(WEIGHTS) + " holds no tensors; save it again");
      }
      return adapter;
    } catch (UserError e) {
      adapter.close();
      throw e;
    }
  }

  private void sort(String name) {
    if (ValueHead.owns(name)) {
      valueHead |= ValueHead.isOnTrunk(name);
      return;
    }
    AdapterTensor tensor = AdapterTensor.of(name);
    switch (tensor.kind()) {
      case FACTOR_A -> factors(tensor).setA(name);
      case FACTOR_B -> factors(tensor).setB(name);
      case REPLACEMENT -> replacements.put(tensor.module() + "." + tensor.parameter(), name);
      case REPLACED -> {}
      case UNKNOWN ->
          throw new UserError(
              tensors.entry(name).file()
                  + ": tensor "
                  + name
                  + " is of a kind that is not implemented; merge the adapter into its base with"
                  + " merge_and_unload and save_pretrained");
    }
  }

  private LoraFactors factors(AdapterTensor tensor) {
    return factors.computeIfAbsent(tensor.module(), m -> new LoraFactors(tensor.embedding()));
  }

  /** Whether a value head on the model's trunk was saved along. */
  public boolean hasValueHead() {
    return valueHead;
  }

  /**
   * The base as this adapter changes it, computed while it is read.
   *
   * @param base weights of the base; closed with the result, as this adapter is
   * @param architecture of the base, with an unembedding of its own
   * @throws UserError if the adapter does not fit the base
   */
  public LoraOverlay over(TensorSource base, Architecture architecture) {
    return new LoraOverlay(base, this, new LoraFit(config, tensors, base, architecture));
  }

  SafetensorsFile tensors() {
    return tensors;
  }

  SortedMap<String, LoraFactors> factors() {
    return factors;
  }

  SortedMap<String, String> replacements() {
    return replacements;
  }

  @Override
  public void close() {
    tensors.close();
  }
}
