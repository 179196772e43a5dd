package io.plumbline.extractor.model.family;

import io.plumbline.extractor.model.ConfigFile;
import io.plumbline.extractor.model.layer.Activation;

/** Reads the name of an activation function. */
final class ActivationField {
  private ActivationField() {}

  static Activation read(ConfigFile config, String field, String otherwise) {
    return Activation.byName(config.text(field, otherwise))
        .orElseThrow(
            () -> config.refuse(field, "is not implemented; known are " + Activation.knownNames()));
  }
}
