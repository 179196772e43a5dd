package io.plumbline.schemas.settings;

/** In which format products are computed. */
public enum Precision {
  /** All in f32. */
  F32,
  /**
   * Products with weights and fused attention on factors rounded to bf16; f32 in between, and at
   * the head.
   */
  BF16
}
