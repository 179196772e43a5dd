package io.plumbline.extractor.model.family;

import io.plumbline.extractor.model.ConfigFile;
import io.plumbline.extractor.model.spec.RotarySpec;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads how a model turns queries and keys, as transformers 4 ({@code rope_theta}, {@code
 * rope_scaling}) and 5 ({@code rope_parameters}) write it.
 *
 * @param rotary the rotation
 * @param maxPositions longest sequence for which it is right
 */
record RopeFields(RotarySpec rotary, int maxPositions) {
  private static final double DEFAULT_BASE = 10_000;
  private static final String BASE = "rope_theta";
  private static final String FRACTION = "partial_rotary_factor";

  /** What GPT-NeoX calls the two outside of a section. */
  private static final String NEOX_BASE = "rotary_emb_base";

  private static final String NEOX_FRACTION = "rotary_pct";
  private static final Set<String> COMMON = Set.of("rope_type", "type", BASE, FRACTION);

  /** Of a family that turns all dimensions of a head. */
  static RopeFields read(ConfigFile config, int headWidth, int maxPositions) {
    double base = agreed(config, BASE, BASE, DEFAULT_BASE);
    double fraction = agreed(config, FRACTION, FRACTION, 1);
    RopeFields fields = read(config, headWidth, maxPositions, base, fraction);
    if (2 * fields.rotary.pairs() != headWidth) {
      throw refuseFraction(config, "is not 1, which is not implemented for this architecture");
    }
    return fields;
  }

  /**
   * Of GPT-NeoX, which turns the leading dimensions of a head and has names of its own.
   *
   * @param otherwise which part of them, where the configuration does not say
   */
  static RopeFields readNeoX(ConfigFile config, int headWidth, int maxPositions, double otherwise) {
    double base = agreed(config, BASE, NEOX_BASE, DEFAULT_BASE);
    double fraction = agreed(config, FRACTION, NEOX_FRACTION, otherwise);
    refuseOther(config, BASE, NEOX_BASE, base);
    refuseOther(config, FRACTION, NEOX_FRACTION, fraction);
    return read(config, headWidth, maxPositions, base, fraction);
  }

  private static RopeFields read(
      ConfigFile config, int headWidth, int maxPositions, double base, double fraction) {
    if (config.has("rope_parameters") && config.has("rope_scaling")) {
      throw config.refuse("rope_scaling", "stands beside rope_parameters; give one of them");
    }
    int dimensions = (int) (headWidth * fraction);
    if (dimensions < 2 || dimensions > headWidth || dimensions % 2 != 0) {
      throw refuseFraction(
          config,
          "rotates " + dimensions + " of " + headWidth + " dimensions, which is not implemented");
    }
    String section = config.has("rope_scaling") ? "rope_scaling" : "rope_parameters";
    return scaled(config, section, new RopeFrequencies(dimensions, base), maxPositions);
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
        Stream.concat(names(FRACTION, FRACTION), Stream.of(NEOX_FRACTION))
            .filter(config::has)
            .findFirst()
            .orElse(FRACTION);
    return config.refuse(field, why);
  }

  /** What transformers 4 wrote beside the name that it reads, and never reads itself. */
  private static void refuseOther(ConfigFile config, String name, String read, double value) {
    if (config.number(name, value) != value) {
      throw config.refuse(
          name, "contradicts " + read + ", which counts in this architecture and is " + value);
    }
  }

  private static double agreed(ConfigFile config, String inside, String outside, double otherwise) {
    List<String> given = names(inside, outside).filter(config::has).toList();
    double value = given.isEmpty() ? otherwise : config.number(given.get(0), otherwise);
    for (String name : given) {
      if (config.number(name, otherwise) != value) {
        throw config.refuse(name, "contradicts " + given.get(0) + " = " + value);
      }
    }
    if (value <= 0) {
      throw config.refuse(given.get(0), "has to be a number above 0");
    }
    return value;
  }

  /** Names of one thing, newest first. */
  private static Stream<String> names(String inside, String outside) {
    return Stream.of("rope_parameters." + inside, "rope_scaling." + inside, outside);
  }
}
