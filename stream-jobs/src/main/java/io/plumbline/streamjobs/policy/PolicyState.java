package io.plumbline.streamjobs.policy;

import io.plumbline.streamjobs.linalg.BinaryCodec;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
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

  /** Equal states write equal bytes. */
  public void write(DataOutput out) throws IOException {
    out.writeBoolean(best.isPresent());
    if (best.isPresent()) {
      out.writeDouble(best.get().z());
      BinaryCodec.write(out, best.get().gains());
    }
  }

  /** Reads what {@link #write} wrote. */
  public static PolicyState read(DataInput in) throws IOException {
    return in.readBoolean()
        ? new PolicyState(Optional.of(new Best(in.readDouble(), BinaryCodec.readDoubles(in))))
        : initial();
  }
}
