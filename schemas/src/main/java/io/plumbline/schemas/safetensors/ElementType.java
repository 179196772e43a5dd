package io.plumbline.schemas.safetensors;

import java.util.Optional;

/** Element types of the safetensors format. Only the floating ones from 16 bits on hold weights. */
public enum ElementType {
  F4(4),
  F6_E2M3(6),
  F6_E3M2(6),
  BOOL(8),
  U8(8),
  I8(8),
  F8_E5M2(8),
  F8_E4M3(8),
  F8_E8M0(8),
  F8_E5M2FNUZ(8),
  F8_E4M3FNUZ(8),
  I16(16),
  U16(16),
  F16(16),
  BF16(16),
  I32(32),
  U32(32),
  F32(32),
  F64(64),
  I64(64),
  U64(64),
  C64(64);

  private final int bits;

  ElementType(int bits) {
    this.bits = bits;
  }

  /** Bits of one element. */
  public int bits() {
    return bits;
  }

  /** Bytes of one element of a type that can be read. */
  public int bytes() {
    return bits / Byte.SIZE;
  }

  /** Whether elements can be read as f32. */
  public boolean isReadable() {
    return this == F64 || this == F32 || this == F16 || this == BF16;
  }

  static Optional<ElementType> byName(String name) {
    for (ElementType type : values()) {
      if (type.name().equals(name)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}
