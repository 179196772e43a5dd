package io.plumbline.extractor.model.family;

import io.plumbline.extractor.model.ConfigFile;
import io.plumbline.extractor.model.spec.RotarySpec;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads how a model turns queries and keys, as transformers 4 ({@code rope_theta}, {@code
 * rope_scaling}) and 5 ({@code rope_parameters}) write it.
 *
 * @param rotary the rotation
 * @param maxPositions longest sequence for which it is right
 */
record RopeFields(RotarySpec rotary, int maxPositions) {
  private static final double DEFAULT_BASE = 10_000;
  private static final Set<String> COMMON =
      Set.of("rope_type", "type", "rope_theta", "partial_rotary_factor");

  /** Names of one thing, newest first. */
  private static final List<String> BASE_NAMES =
      List.of(
          "rope_parameters.rope_theta", "rope_scaling.rope_theta", "rope_theta", "rotary_emb_base");

  private static final List<String> FRACTION_NAMES =
      List.of(
          "rope_parameters.partial_rotary_factor",
          "rope_scaling.partial_rotary_factor",
          "partial_rotary_factor",
          "rotary_pct");

  /** For a family that turns all dimensions of a head. */
  static RopeFields read(ConfigFile config, int headWidth, int maxPositions) {
    RopeFields fields = readPartial(config, headWidth, maxPositions, 1);
    if (2 * fields.rotary.pairs() != headWidth) {
      throw refuseFraction(config, "is not 1, which is not implemented for this architecture");
    }
    return fields;
  }

  /**
   * For a family that turns the leading dimensions of a head.
   *
   * @param fraction how many of them, where the configuration does not say
   */
  static RopeFields readPartial(
      ConfigFile config, int headWidth, int maxPositions, double fraction) {
    if (config.has("rope_parameters") && config.has("rope_scaling")) {
      throw config.refuse("rope_scaling", "stands beside rope_parameters; give one of them");
    }
    int dimensions = (int) (headWidth * agreed(config, FRACTION_NAMES, fraction));
    if (dimensions < 2 || dimensions > headWidth || dimensions % 2 != 0) {
      throw refuseFraction(
          config,
          "rotates " + dimensions + " of " + headWidth + " dimensions, which is not implemented");
    }
    String section = config.has("rope_scaling") ? "rope_scaling" : "rope_parameters";
    return scaled(
        config,
        section,
        new RopeFrequencies(dimensions, agreed(config, BASE_NAMES, DEFAULT_BASE)),
        maxPositions);
  }

  private static RopeFields scaled(
      ConfigFile config, String section, RopeFrequencies plain, int maxPositions) {
    String name = section + (config.has(section + ".rope_type") ? ".rope_type" : ".type");
    String type = config.text(name, "default");
    RopeScaling scaling =
        RopeScaling.byName(type)
            .orElseThrow(
                () ->
                    config.refuse(
                        name, "is not implemented; known are " + RopeScaling.knownNames()));
    Set<String> unknown = new HashSet<>(config.fieldsOf(section));
    unknown.removeAll(COMMON);
    unknown.removeAll(scaling.fields());
    unknown.removeIf(field -> !config.has(section + "." + field));
    if (!unknown.isEmpty()) {
      String first = unknown.stream().sorted().findFirst().orElseThrow();
      throw config.refuse(
          section + "." + first, "is not implemented for RoPE of type \"" + type + "\"");
    }
    return scaling.read(new RopeSection(config, section, maxPositions), plain);
  }

  private static RuntimeException refuseFraction(ConfigFile config, String why) {
    String field =
        FRACTION_NAMES.stream().filter(config::has).findFirst().orElse("partial_rotary_factor");
    return config.refuse(field, why);
  }

  private static double agreed(ConfigFile config, List<String> names, double otherwise) {
    String first = null;
    double value = otherwise;
    for (String name : names) {
      if (!config.has(name)) {
        continue;
      }
      double found = config.number(name, otherwise);
      if (first != null && found != value) {
        throw config.refuse(name, "contradicts " + first + " = " + value);
      }
      if (first == null) {
        first = name;
        value = found;
      }
    }
    return value;
  }
}
