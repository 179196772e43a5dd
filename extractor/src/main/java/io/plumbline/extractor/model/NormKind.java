package io.plumbline.extractor.model;

/** Kinds of normalisation over d_model. */
public enum NormKind {
  /** {@code gamma (x - mean x) / sqrt(var x + epsilon) + beta}. */
  LAYER_NORM,
  /** {@code gamma x / sqrt(mean x^2 + epsilon)}: nothing is centred, nothing is added. */
  RMS_NORM
}
