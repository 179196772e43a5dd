package io.plumbline.streamjobs.operator;

import io.plumbline.schemas.digest.Sha256;
import io.plumbline.schemas.record.Dtype;
import io.plumbline.schemas.tensor.TensorPayload;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Checks of tensor payloads. */
final class Payloads {
  private Payloads() {}

  /** Why a payload cannot be used, if so. */
  static Optional<String> damaged(
      ByteBuffer payload, Dtype dtype, String digest, int rows, int columns) {
    long expected = (long) rows * columns * TensorPayload.bytes(dtype);
    if (payload.remaining() != expected) {
      return Optional.of(
          "its payload has "
              + payload.remaining()
              + " bytes where ["
              + rows
              + ", "
              + columns
              + "] of "
              + dtype
              + " need "
              + expected);
    }
    if (!Sha256.hex(payload).equals(digest)) {
      return Optional.of("its payload is not the one that its digest was made of");
    }
    float[] values = TensorPayload.decode(payload, dtype, rows * columns);
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        return Optional.of(
            "its payload has " + values[i] + " in row " + i / columns + ", column " + i % columns);
      }
    }
    return Optional.empty();
  }
}
