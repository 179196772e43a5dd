package io.plumbline.streamjobs.operator;

import io.plumbline.schemas.record.BatchPosition;
import java.util.List;
import java.util.Optional;

/**
 * Holds the batches of a checkpoint against one another and against the checkpoint before: they
 * have to be of one checkpoint, and steps never go back along the ordinals.
 */
final class Succession {
  private final Integer stepBefore;
  private final BatchPosition any;

  private Succession(Integer stepBefore, BatchPosition any) {
    this.stepBefore = stepBefore;
    this.any = any;
  }

  /**
   * By the first batch that is of a checkpoint which can come next.
   *
   * @param positions of all batches, in canonical order, at least one
   * @param stepBefore step of the checkpoint before, null if there is none
   */
  static Succession of(List<BatchPosition> positions, Integer stepBefore) {
    BatchPosition any =
        positions.stream()
            .filter(position -> !isUnknown(position))
            .filter(position -> stepBefore == null || position.getStep() >= stepBefore)
            .findFirst()
            .orElse(positions.get(0));
    return new Succession(stepBefore, any);
  }

  /** The position that the others are held against. */
  BatchPosition any() {
    return any;
  }

  /** Step that the next checkpoint must not lie before. */
  int step() {
    return stepBefore == null ? any.getStep() : Math.max(stepBefore, any.getStep());
  }

  /** Why a checkpoint is incomplete of which a batch was refused. */
  static String refused(String problem) {
    return "a batch of it was refused: " + problem;
  }

  /** Why a batch is not of the checkpoint, if so. */
  Optional<String> problem(BatchPosition position) {
    if (isUnknown(position)) {
      return Optional.empty();
    }
    if (stepBefore != null && position.getStep() < stepBefore) {
      return Optional.of(
          "it goes back to step "
              + position.getStep()
              + ", while checkpoint "
              + (position.getOrdinal() - 1)
              + " of its run was at step "
              + stepBefore);
    }
    if (position.getStep() != any.getStep()
        || !position.getCheckpoint().equals(any.getCheckpoint())) {
      return Optional.of(
          "it is of "
              + name(position)
              + " where other batches of checkpoint "
              + position.getOrdinal()
              + " are of "
              + name(any));
    }
    return Optional.empty();
  }

  private static String name(BatchPosition position) {
    return "step " + position.getStep() + ", digest " + position.getCheckpoint();
  }

  private static boolean isUnknown(BatchPosition position) {
    return position.getCheckpoint().equals(Positions.UNKNOWN);
  }
}
