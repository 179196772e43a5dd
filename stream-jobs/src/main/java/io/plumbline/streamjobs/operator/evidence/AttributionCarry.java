package io.plumbline.streamjobs.operator.evidence;

import io.plumbline.streamjobs.attribution.AttributionState;
import io.plumbline.streamjobs.linalg.BinaryCodec;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What the attribution of a run carries from one checkpoint to the next. Immutable.
 *
 * @param state of the attribution, once the base has been read
 * @param baseFailure why there is nothing to compare with, if so
 */
public record AttributionCarry(Optional<AttributionState> state, Optional<String> baseFailure) {

  /** Before the base checkpoint. */
  public static AttributionCarry initial() {
    return new AttributionCarry(Optional.empty(), Optional.empty());
  }

  static AttributionCarry of(AttributionState state) {
    return new AttributionCarry(Optional.of(state), Optional.empty());
  }

  static AttributionCarry withoutBase(String reason) {
    return new AttributionCarry(Optional.empty(), Optional.of(reason));
  }

  /** Equal carries give equal bytes. */
  public byte[] toBytes() {
    return BinaryCodec.toBytes(
        out -> {
          BinaryCodec.write(out, state.map(AttributionState::toBytes).orElse(new byte[0]));
          BinaryCodec.write(out, baseFailure.orElse("").getBytes(StandardCharsets.UTF_8));
        });
  }

  /** Reads what {@link #toBytes} wrote. */
  public static AttributionCarry fromBytes(byte[] bytes) {
    return BinaryCodec.fromBytes(
        bytes,
        in -> {
          byte[] state = BinaryCodec.readBytes(in);
          String failure = new String(BinaryCodec.readBytes(in), StandardCharsets.UTF_8);
          return new AttributionCarry(
              state.length == 0 ? Optional.empty() : Optional.of(AttributionState.fromBytes(state)),
              failure.isEmpty() ? Optional.empty() : Optional.of(failure));
        });
  }
}
