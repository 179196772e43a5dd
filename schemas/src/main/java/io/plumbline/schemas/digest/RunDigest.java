package io.plumbline.schemas.digest;

import io.plumbline.schemas.record.RunSpec;
import io.plumbline.schemas.serde.TrustedRecords;

/** Digest of everything that determines a run's results. */
public final class RunDigest {
  static {
    TrustedRecords.trust();
  }

  private RunDigest() {}

  /** The digest that belongs into {@link RunSpec#getDigest()}: over all fields but it and time. */
  public static String of(RunSpec spec) {
    RunSpec bare = RunSpec.newBuilder(spec).setDigest("").setTime(0).build();
    return Sha256.hex(CanonicalBytes.of(bare));
  }

  /** The specification with its digest filled in. */
  public static RunSpec sealed(RunSpec spec) {
    return RunSpec.newBuilder(spec).setDigest(of(spec)).build();
  }
}
