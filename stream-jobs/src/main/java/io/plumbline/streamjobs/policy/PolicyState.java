package io.plumbline.streamjobs.policy;

import io.plumbline.streamjobs.linalg.BinaryCodec;
import java.util.Optional;

/** What the policy probe carries from one checkpoint to the next: the best checkpoint so far. */
public final class PolicyState {
  private final Optional<Best> best;

  /**
   * The checkpoint with the largest z.
   *
   * @param z its z
   * @param gains B by word; NaN where nothing is known of the word
   */
  @SuppressWarnings("ArrayRecordComponent") // state that is carried, never compared
  record Best(double z, double[] gains) {}

  PolicyState(Optional<Best> best) {
    this.best = best;
  }

  /** The state before the first checkpoint. */
  public static PolicyState initial() {
    return new PolicyState(Optional.empty());
  }

  Optional<Best> best() {
    return best;
  }

  /** Equal states give equal bytes. */
  public byte[] toBytes() {
    return BinaryCodec.toBytes(
        out -> {
          out.writeBoolean(best.isPresent());
          if (best.isPresent()) {
            out.writeDouble(best.get().z());
            BinaryCodec.write(out, best.get().gains());
          }
        });
  }

  /** Reads what {@link #toBytes} wrote. */
  public static PolicyState fromBytes(byte[] bytes) {
    return BinaryCodec.fromBytes(
        bytes,
        in ->
            in.readBoolean()
                ? new PolicyState(
                    Optional.of(new Best(in.readDouble(), BinaryCodec.readDoubles(in))))
                : initial());
  }
}
