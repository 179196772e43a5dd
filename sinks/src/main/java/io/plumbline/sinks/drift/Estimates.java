package io.plumbline.sinks.drift;

import io.plumbline.schemas.record.EstimateScope;
import java.util.List;
import java.util.Optional;

/** What the estimates of learned feedback are good for in a run. */
public final class Estimates {
  private static final String POLICY = "policy";

  private Estimates() {}

  /**
   * Why the policy's log-ratio cannot tell single words apart; empty if it can, or where nobody
   * looked.
   */
  public static Optional<String> namelessness(List<EstimateScope> estimates) {
    return estimates.stream()
        .filter(scope -> scope.getEstimate().equals(POLICY) && !scope.getNamesWords())
        .map(EstimateScope::getReason)
        .findFirst();
  }
}
