package io.plumbline.sinks.alert;

import io.plumbline.schemas.record.Alert;
import io.plumbline.schemas.record.AlertState;
import java.util.Optional;

/**
 * How a rule's state goes on from checkpoint to checkpoint.
 *
 * <pre>
 *   (none), RESOLVED --met--> PENDING --met again--> FIRING --clear twice in a row--> RESOLVED
 *                                     --clear------> RESOLVED
 * </pre>
 *
 * <p>A rule that needs one confirmation goes to FIRING at once. It takes two clear checkpoints to
 * resolve, so that a figure about its threshold does not ring again and again.
 */
final class Episode {
  private Episode() {}

  /**
   * The state after a checkpoint.
   *
   * @param before the rule's last alert in this run
   * @param previous what the rule said of the last checkpoint before this one that had figures
   * @param now what it says of this one
   */
  static Optional<AlertState> next(
      Rule rule, Optional<Alert> before, Verdict previous, Verdict now) {
    Optional<AlertState> state = before.map(Alert::getState);
    boolean open = state.isPresent() && state.get() != AlertState.RESOLVED;
    if (now.met()) {
      boolean confirmed =
          rule.confirmations() == 1
              || (open && (previous.met() || state.get() == AlertState.FIRING));
      return Optional.of(confirmed ? AlertState.FIRING : AlertState.PENDING);
    }
    boolean over = open && now.clear() && (state.get() == AlertState.PENDING || previous.clear());
    return over ? Optional.of(AlertState.RESOLVED) : state;
  }
}
