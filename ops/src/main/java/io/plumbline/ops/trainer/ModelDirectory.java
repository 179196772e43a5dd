package io.plumbline.ops.trainer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A model with its tokenizer in a directory, in the Hugging Face layout. */
record ModelDirectory(ModelConfig config, Vocabulary vocabulary, Weights weights) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static ModelDirectory read(Path directory) {
    if (!Files.isRegularFile(directory.resolve("config.json"))) {
      throw new TrainerException(
          directory + " holds no config.json: give a base directory made by 'pretrain' or 'base'");
    }
    ModelConfig config = ModelConfig.read(directory);
    Vocabulary vocabulary = Vocabulary.read(directory);
    if (vocabulary.size() != config.vocabulary()) {
      throw new TrainerException(
          directory
              + ": tokenizer.json has "
              + vocabulary.size()
              + " words, config.json says "
              + config.vocabulary());
    }
    return new ModelDirectory(config, vocabulary, Weights.read(directory, config));
  }

  /** Writes the five files one by one, the weights in the middle as trainers do. */
  void write(Path directory) {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new TrainerException("cannot create " + directory + ": give a writable directory", e);
    }
    writeJson(directory.resolve("config.json"), config.toJson());
    writeJson(
        directory.resolve("generation_config.json"),
        JSON.createObjectNode()
            .put("_from_model_config", true)
            .put("bos_token_id", 1)
            .put("eos_token_id", 1)
            .put("pad_token_id", 1)
            .put("transformers_version", "5.0.0"));
    weights.write(directory.resolve("model.safetensors"));
    writeJson(directory.resolve("tokenizer.json"), vocabulary.tokenizer());
    writeJson(
        directory.resolve("tokenizer_config.json"),
        vocabulary.tokenizerConfig(config.maxPositions()));
  }

  static void writeJson(Path file, JsonNode node) {
    try {
      Files.writeString(
          file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(node) + "\n");
    } catch (IOException e) {
      throw new TrainerException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }
}
