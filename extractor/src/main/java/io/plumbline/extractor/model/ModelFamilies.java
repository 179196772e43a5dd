package io.plumbline.extractor.model;

import io.plumbline.extractor.model.family.Gemma2Family;
import io.plumbline.extractor.model.family.GemmaFamily;
import io.plumbline.extractor.model.family.Gpt2Family;
import io.plumbline.extractor.model.family.GptNeoFamily;
import io.plumbline.extractor.model.family.GptNeoXFamily;
import io.plumbline.extractor.model.family.LlamaFamily;
import io.plumbline.extractor.model.family.MistralFamily;
import io.plumbline.extractor.model.family.Qwen2Family;
import io.plumbline.extractor.model.family.Qwen3Family;
import io.plumbline.schemas.UserError;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** The known model families. */
public final class ModelFamilies {
  private static final List<ModelFamily> KNOWN =
      List.of(
          new GptNeoXFamily(),
          new GptNeoFamily(),
          new Gpt2Family(),
          new LlamaFamily(),
          new MistralFamily(),
          new Qwen2Family(),
          new Qwen3Family(),
          new GemmaFamily(),
          new Gemma2Family());

  private ModelFamilies() {}

  /**
   * Reads the {@code config.json} of a model directory.
   *
   * @throws UserError if the architecture is unknown, or a field is not implemented
   */
  public static Architecture read(Path directory) {
    return read(ConfigFile.read(directory));
  }

  /**
   * Like {@link #read(Path)}, but with an unembedding of its own even if the configuration ties it
   * to the embedding.
   */
  public static Architecture readUntied(Path directory) {
    return read(ConfigFile.read(directory).with("tie_word_embeddings", false));
  }

  private static Architecture read(ConfigFile config) {
    ModelFamily family = family(config);
    Architecture architecture = family.parse(config);
    config.refuseUnknown();
    return architecture;
  }

  private static ModelFamily family(ConfigFile config) {
    List<String> names = config.architectures();
    String type = config.text("model_type", "");
    for (ModelFamily family : KNOWN) {
      boolean matches =
          names.isEmpty()
              ? family.modelType().equals(type)
              : names.size() == 1 && family.architecture().equals(names.get(0));
      if (matches) {
        refuseOther(config, family, type);
        return family;
      }
    }
    String known =
        KNOWN.stream().map(ModelFamily::architecture).sorted().collect(Collectors.joining(", "));
    throw config.refuse(
        names.isEmpty() ? "model_type" : "architectures",
        "is not an architecture that can be read here; known are " + known);
  }

  /** What transformers would run in the place of the architecture that is named. */
  private static void refuseOther(ConfigFile config, ModelFamily family, String type) {
    if (!type.isEmpty() && !type.equals(family.modelType())) {
      throw config.refuse(
          "model_type",
          "contradicts architectures = "
              + family.architecture()
              + "; set it to "
              + family.modelType()
              + " if the model is of that architecture");
    }
    if (!config.fieldsOf("auto_map").isEmpty()) {
      throw config.refuse(
          "auto_map",
          "names code of the model's own, which is not run here; remove the field if the model"
              + " computes what transformers' "
              + family.architecture()
              + " does");
    }
  }
}
