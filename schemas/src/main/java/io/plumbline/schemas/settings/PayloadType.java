package io.plumbline.schemas.settings;

/** Element type of published tensors. */
public enum PayloadType {
  F32,
  F16,
  BF16
}
