package io.plumbline.streamjobs.operator.evidence;

import io.plumbline.streamjobs.probe.ProbeResult;
import java.util.Arrays;
import java.util.List;

/** The weights of a probe, unless they are too many for a report. */
final class PublishedWeights {
  static final int MOST = 65_536;

  private PublishedWeights() {}

  static List<Double> of(ProbeResult result) {
    return result.weights().length > MOST
        ? List.of()
        : Arrays.stream(result.weights()).boxed().toList();
  }

  /** Why they are not published, in a sentence; empty where they are, or there are none. */
  static String omission(ProbeResult result) {
    return result.weights().length > MOST
        ? "Its %d weights (more than %d) are left out.".formatted(result.weights().length, MOST)
        : "";
  }
}
