package io.plumbline.streamjobs.operator.evidence;

import io.plumbline.streamjobs.attribution.AttributionState;
import io.plumbline.streamjobs.linalg.BinaryCodec;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
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

  /** Equal carries write equal bytes. */
  public void write(DataOutput out) throws IOException {
    out.writeBoolean(state.isPresent());
    if (state.isPresent()) {
      state.get().write(out);
    }
    BinaryCodec.write(out, baseFailure.orElse("").getBytes(StandardCharsets.UTF_8));
  }

  /** Reads what {@link #write} wrote. */
  public static AttributionCarry read(DataInput in) throws IOException {
    Optional<AttributionState> state =
        in.readBoolean() ? Optional.of(AttributionState.read(in)) : Optional.empty();
    String failure = new String(BinaryCodec.readBytes(in), StandardCharsets.UTF_8);
    return new AttributionCarry(state, failure.isEmpty() ? Optional.empty() : Optional.of(failure));
  }
}
