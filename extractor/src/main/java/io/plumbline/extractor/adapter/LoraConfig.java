package io.plumbline.extractor.adapter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.plumbline.schemas.Unreadable;
import io.plumbline.schemas.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.PatternSyntaxException;

/**
 * PEFT's {@code adapter_config.json} of a LoRA adapter (Hu et al., arXiv 2106.09685). Which modules
 * it changes is told by its tensors; this says by how much.
 *
 * @param rank {@code r}
 * @param alpha {@code lora_alpha}
 * @param rootScaled whether the scale is alpha / sqrt(r), as in rsLoRA (Kalajdzievski, arXiv
 *     2312.03732), instead of alpha / r
 * @param targets what the names of modules with factors end with, where {@code target_modules}
 *     lists it and nothing restricts it; else empty
 * @param saved names of modules that are saved whole
 * @param trainedOn what the adapter calls its base
 */
record LoraConfig(
    int rank,
    double alpha,
    boolean rootScaled,
    List<PatternValue> rankPatterns,
    List<PatternValue> alphaPatterns,
    List<String> targets,
    List<String> saved,
    String trainedOn) {
  static final String FILE = "adapter_config.json";

  private static final JsonMapper JSON = new JsonMapper();

  /** PEFT's {@code r} and {@code lora_alpha} where a file does not have them. */
  private static final double DEFAULT = 8;

  /** Initial values that leave the base as it is. The others subtract something from it. */
  private static final Set<String> PLAIN_INITIALISATIONS =
      Set.of("true", "false", "gaussian", "eva", "orthogonal", "mica");

  /** Read here, or of no effect on a trained adapter's forward pass. */
  private static final Set<String> KNOWN =
      Set.of(
          "peft_type",
          "r",
          "lora_alpha",
          "use_rslora",
          "fan_in_fan_out",
          "ensure_weight_tying",
          "rank_pattern",
          "alpha_pattern",
          "init_lora_weights",
          "base_model_name_or_path",
          "task_type",
          "auto_mapping",
          "revision",
          "inference_mode",
          "peft_version",
          "target_modules",
          "exclude_modules",
          "modules_to_save",
          "layers_to_transform",
          "layers_pattern",
          "bias",
          "lora_dropout",
          "megatron_config",
          "megatron_core",
          "loftq_config",
          "merge_weights",
          "eva_config",
          "corda_config",
          "lora_ga_config",
          "qalora_group_size",
          "runtime_config");

  /**
   * Reads a directory's configuration.
   *
   * @throws UserError if it is damaged, of another kind than LoRA, or of a variant that is not
   *     implemented
   */
  static LoraConfig read(Path directory) {
    Path file = directory.resolve(FILE);
    JsonNode root = parse(file);
    String kind = root.path("peft_type").asText();
    if (!kind.equals("LORA")) {
      throw refuse(
          file,
          "peft_type = " + kind,
          "is not an adapter that can be read here, LORA is; others have to be merged into their"
              + " base, with merge_and_unload and save_pretrained, where that is possible");
    }
    String task = root.path("task_type").asText("CAUSAL_LM");
    if (!task.equals("CAUSAL_LM")) {
      throw refuse(file, "task_type = " + task, "is no adapter of a language model; CAUSAL_LM is");
    }
    for (Map.Entry<String, JsonNode> field : root.properties()) {
      if (!KNOWN.contains(field.getKey()) && isSet(field.getValue())) {
        throw refuse(
            file,
            field.getKey() + " = " + field.getValue(),
            "is a variant of LoRA that is not implemented; merge the adapter into its base with"
                + " merge_and_unload and save_pretrained");
      }
    }
    String initialisation = root.path("init_lora_weights").asText("true");
    if (!PLAIN_INITIALISATIONS.contains(initialisation)) {
      throw refuse(
          file,
          "init_lora_weights = " + initialisation,
          "changes the base's weights; save the adapter with"
              + " path_initial_model_for_weight_conversion");
    }
    boolean restricted =
        isSet(root.path("exclude_modules")) || isSet(root.path("layers_to_transform"));
    return new LoraConfig(
        (int) rank(file, "r", root.path("r")),
        alpha(file, "lora_alpha", root.path("lora_alpha")),
        flag(file, "use_rslora", root.path("use_rslora")),
        patterns(file, "rank_pattern", root.path("rank_pattern"), LoraConfig::rank),
        patterns(file, "alpha_pattern", root.path("alpha_pattern"), LoraConfig::alpha),
        restricted ? List.of() : texts(root.path("target_modules")),
        texts(root.path("modules_to_save")),
        root.path("base_model_name_or_path").asText(""));
  }

  /** Rank of the adapter of a module. */
  int rank(String module) {
    return (int) PatternValue.find(rankPatterns, module, rank);
  }

  /** What the product of a module's two factors is multiplied by. */
  double scale(String module) {
    int r = rank(module);
    return PatternValue.find(alphaPatterns, module, alpha) / (rootScaled ? Math.sqrt(r) : r);
  }

  /** Whether the adapter has to have factors for a module of a layer. */
  boolean targets(String module) {
    return targets.stream().anyMatch(end -> ("." + module).endsWith("." + end)) && !saves(module);
  }

  /** Whether the adapter has to have all parameters of a module. */
  boolean saves(String module) {
    return saved.stream().anyMatch(part -> ("." + module + ".").contains("." + part + "."));
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(element -> texts.add(element.asText()));
    return texts;
  }

  private static JsonNode parse(Path file) {
    try {
      JsonNode root = JSON.readTree(Files.readAllBytes(file));
      if (root.isObject()) {
        return root;
      }
      throw new UserError(file + " is not a JSON object");
    } catch (JsonProcessingException e) {
      throw new UserError(file + " is not JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw Unreadable.because(file, e);
    }
  }

  /** Reads the value of a field. */
  private interface Value {
    double read(Path file, String field, JsonNode value);
  }

  private static List<PatternValue> patterns(
      Path file, String field, JsonNode entries, Value value) {
    if (isSet(entries) && !entries.isObject()) {
      throw refuse(file, field + " = " + entries, "has to be an object");
    }
    List<PatternValue> patterns = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : entries.properties()) {
      String name = field + "." + entry.getKey();
      try {
        patterns.add(PatternValue.of(entry.getKey(), value.read(file, name, entry.getValue())));
      } catch (PatternSyntaxException e) {
        throw new UserError(file + ": " + name + " is no regular expression", e);
      }
    }
    return patterns;
  }

  private static double rank(Path file, String field, JsonNode value) {
    double number = number(file, field, value);
    if (number < 1 || number != (int) number) {
      throw refuse(file, field + " = " + value, "has to be a whole number above 0");
    }
    return number;
  }

  /** Verl's merger writes 0 for what it does not know; PEFT would run the base alone. */
  private static double alpha(Path file, String field, JsonNode value) {
    double number = number(file, field, value);
    if (number == 0) {
      throw refuse(
          file,
          field + " = " + value,
          "turns the adapter off; set it to what the adapter was trained with");
    }
    return number;
  }

  private static double number(Path file, String field, JsonNode value) {
    if (value.isMissingNode()) {
      return DEFAULT;
    }
    if (!value.isNumber() || !Double.isFinite(value.asDouble())) {
      throw refuse(file, field + " = " + value, "has to be a number");
    }
    return value.asDouble();
  }

  private static boolean flag(Path file, String field, JsonNode value) {
    if (isSet(value) && !value.isBoolean()) {
      throw refuse(file, field + " = " + value, "has to be true or false");
    }
    return value.asBoolean();
  }

  private static boolean isSet(JsonNode value) {
    return !value.isNull()
        && !value.isMissingNode()
        && !(value.isBoolean() && !value.asBoolean())
        && !(value.isContainerNode() && value.isEmpty());
  }

  private static UserError refuse(Path file, String what, String why) {
    return new UserError(file + ": " + what + " " + why);
  }
}
