package io.plumbline.extractor.model;

import java.util.Set;

/** An architecture that can be read and run. */
public interface ModelFamily {
  /** Names it has in the field {@code architectures}. */
  Set<String> architectures();

  /** Value of the field {@code model_type}. */
  String modelType();

  /**
   * Reads a configuration. Fields that are asked for count as understood.
   *
   * @throws io.plumbline.schemas.UserError if a field has a value that is not implemented
   */
  Architecture parse(ConfigFile config);
}
