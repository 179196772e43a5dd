package io.plumbline.sinks.alert;

import io.plumbline.schemas.record.Alert;
import io.plumbline.schemas.record.AlertState;
import java.util.Optional;

/**
 * How a rule's state goes on from checkpoint to checkpoint.
 *
 * <pre>
 *   (none), RESOLVED --met--> PENDING --met again--> FIRING --clear twice in a row--> RESOLVED
 *                  |             +------clear----------------------------------------> RESOLVED
 *                  +--met strongly-----------------> FIRING
 * </pre>
 *
 * <p>It takes two clear checkpoints to resolve what fires, so that a figure about its threshold
 * does not ring again and again. A checkpoint of which a rule cannot say anything changes nothing.
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
      boolean confirmed = open || now.strength() >= rule.atOnce();
      return Optional.of(confirmed ? AlertState.FIRING : AlertState.PENDING);
    }
    boolean over = open && now.clear() && (state.get() == AlertState.PENDING || previous.clear());
    return over ? Optional.of(AlertState.RESOLVED) : state;
  }
}
