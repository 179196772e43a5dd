package io.plumbline.streamjobs.operator;

import io.plumbline.schemas.record.BatchPosition;
import java.util.Optional;

/** Checks and changes of positions. */
final class Positions {
  /** Why a batch is refused that contradicts those before it. */
  static final String CONFLICT =
      "it contradicts earlier batches of its shard: their number, or which is the last";

  /** Why a checkpoint is given up of which batches contradict one another. */
  static final String CONTRADICTION =
      "batches of it contradict one another; the dead letters have those refused";

  /** Why a checkpoint is given up whose announcement is missing. */
  static final String LOST_ANNOUNCEMENT = lost("the announcements of checkpoints");

  /** Digest of a checkpoint of which no batch has come. */
  static final String UNKNOWN = "";

  private Positions() {}

  /** Why a checkpoint is given up of which a record may be missing. */
  static String lost(String stream) {
    return "a record of "
        + stream
        + " could not be used and may have been of this checkpoint; the dead letters have it";
  }

  /** Why a position makes no sense, if so. */
  static Optional<String> misplaced(BatchPosition p) {
    if (p.getRun().isEmpty()) {
      return Optional.of("it names no run");
    }
    if (p.getOrdinal() < 0 || p.getIndex() < 0) {
      return Optional.of(
          "its ordinal " + p.getOrdinal() + " or index " + p.getIndex() + " is negative");
    }
    if (p.getShard() < 0 || p.getShard() >= p.getShards()) {
      return Optional.of("it is of shard " + p.getShard() + " of " + p.getShards());
    }
    return Optional.empty();
  }

  /** The same place, failed. */
  static BatchPosition failed(BatchPosition position, String reason) {
    return BatchPosition.newBuilder(position).setFailure(reason).build();
  }
}
