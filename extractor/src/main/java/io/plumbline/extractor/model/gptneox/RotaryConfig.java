package io.plumbline.extractor.model.gptneox;

import io.plumbline.extractor.model.ConfigFile;
import java.util.List;
import java.util.Set;

/**
 * Rotary position embedding as configured.
 *
 * @param dimensions leading dimensions of each head that are rotated, an even number
 * @param base wavelengths grow from 2 pi to 2 pi base
 */
record RotaryConfig(int dimensions, double base) {
  private static final double DEFAULT_BASE = 10_000;
  private static final double DEFAULT_FRACTION = 0.25;
  private static final Set<String> KNOWN =
      Set.of("rope_type", "type", "rope_theta", "partial_rotary_factor");

  /** Names of one thing, newest first. */
  private static final List<String> BASE_NAMES =
      List.of("rope_parameters.rope_theta", "rope_theta", "rotary_emb_base");

  private static final List<String> FRACTION_NAMES =
      List.of("rope_parameters.partial_rotary_factor", "partial_rotary_factor", "rotary_pct");

  static RotaryConfig read(ConfigFile config, int headWidth) {
    checkScaling(config, "rope_parameters");
    checkScaling(config, "rope_scaling");
    double base = agreed(config, BASE_NAMES, DEFAULT_BASE);
    double fraction = agreed(config, FRACTION_NAMES, DEFAULT_FRACTION);
    int dimensions = (int) (headWidth * fraction);
    if (dimensions < 2 || dimensions > headWidth || dimensions % 2 != 0) {
      throw config.refuse(
          FRACTION_NAMES.stream().filter(config::has).findFirst().orElse("rotary_pct"),
          "rotates " + dimensions + " of " + headWidth + " dimensions, which is not implemented");
    }
    return new RotaryConfig(dimensions, base);
  }

  private static void checkScaling(ConfigFile config, String field) {
    for (String name : config.fieldsOf(field)) {
      if (!KNOWN.contains(name)) {
        throw config.refuse(field + "." + name, "is not implemented for GPT-NeoX");
      }
    }
    for (String name : List.of("rope_type", "type")) {
      if (!config.text(field + "." + name, "default").equals("default")) {
        throw config.refuse(field + "." + name, "is not implemented for GPT-NeoX");
      }
    }
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
