package io.plumbline.extractor.model.family;

import io.plumbline.extractor.model.ConfigFile;
import io.plumbline.schemas.UserError;
import java.util.List;

/**
 * The part of a configuration that scales RoPE.
 *
 * @param name {@code rope_parameters} or {@code rope_scaling}
 * @param maxPositions longest sequence of the model
 */
record RopeSection(ConfigFile config, String name, int maxPositions) {
  boolean has(String field) {
    return config.has(name + "." + field);
  }

  /** A number above 0 that has to be there. */
  double factor(String field) {
    double value = number(field, 0);
    if (value <= 0) {
      throw refuse(field, "has to be a number above 0");
    }
    return value;
  }

  UserError refuse(String field, String why) {
    return config.refuse(name + "." + field, why);
  }

  double number(String field, double otherwise) {
    return config.number(name + "." + field, otherwise);
  }

  /** A number above 0, or the default where the field is missing or null. */
  double factor(String field, double otherwise) {
    return has(field) ? factor(field) : otherwise;
  }

  boolean flag(String field, boolean otherwise) {
    return config.flag(name + "." + field, otherwise);
  }

  /** One factor for each pair of dimensions. */
  List<Double> factors(String field, int pairs) {
    List<Double> values = config.numbers(name + "." + field);
    if (values.size() != pairs || values.stream().anyMatch(value -> value <= 0)) {
      throw refuse(field, "has to be " + pairs + " numbers above 0");
    }
    return values;
  }

  /** Longest sequence before the scaling. */
  int originalPositions() {
    return config.positive(name + ".original_max_position_embeddings", maxPositions);
  }
}
