package io.plumbline.extractor.model;

/** An architecture that can be read and run. */
public interface ModelFamily {
  /** Its name in the field {@code architectures}. */
  String architecture();

  /** Value of the field {@code model_type}. */
  String modelType();

  /**
   * Reads a configuration. Fields that are asked for count as understood.
   *
   * @throws io.plumbline.schemas.UserError if a field has a value that is not implemented
   */
  Architecture parse(ConfigFile config);
}
