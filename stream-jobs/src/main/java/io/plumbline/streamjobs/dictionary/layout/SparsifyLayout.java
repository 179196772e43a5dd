package io.plumbline.streamjobs.dictionary.layout;

import io.plumbline.streamjobs.dictionary.Dictionary;
import io.plumbline.streamjobs.dictionary.Normalization;
import io.plumbline.streamjobs.dictionary.TopK;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * EleutherAI's sparsify: {@code cfg.json}, encoder.weight and W_dec {@code [num_latents, d_in]},
 * biases; the directory is named after the module whose output it was trained on.
 */
final class SparsifyLayout implements Layout {
  static final String WEIGHTS = "sae.safetensors";
  static final String CONFIG = "cfg.json";

  private static final Set<String> FIELDS =
      Set.of(
          "activation",
          "d_in",
          "expansion_factor",
          "k",
          "multi_topk",
          "normalize_decoder",
          "num_latents",
          "signed",
          "skip_connection",
          "transcode");

  @Override
  public StoredDictionary read(DictionaryConfig config, DictionaryTensors tensors) {
    config.requireOnly(FIELDS::contains);
    if (!config.text("activation").orElse("topk").equals("topk")) {
      throw config.notUnderstood("activation");
    }
    for (String field : List.of("transcode", "skip_connection", "signed")) {
      if (config.flag(field, false)) {
        throw config.notUnderstood(field);
      }
    }
    tensors.requireOnly(Set.of("encoder.weight", "encoder.bias", "W_dec", "b_dec"));
    int width = config.count("d_in");
    int features =
        config.has("num_latents") && config.fields().get("num_latents").asInt() != 0
            ? config.count("num_latents")
            : Math.multiplyExact(width, config.count("expansion_factor"));
    Path directory = config.file().toAbsolutePath().getParent();
    return new StoredDictionary(
        new Dictionary(
            new TopK(config.count("k")),
            Normalization.NONE,
            true,
            tensors.matrix("encoder.weight", features, width),
            tensors.matrix("W_dec", features, width),
            tensors.vector("encoder.bias", features),
            tensors.vector("b_dec", width)),
        "sparsify",
        HookNames.ofModule(directory.getFileName().toString()),
        List.of());
  }
}
