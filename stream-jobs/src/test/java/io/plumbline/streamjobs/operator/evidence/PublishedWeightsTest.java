package io.plumbline.streamjobs.operator.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.streamjobs.probe.ProbeResult;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PublishedWeightsTest {
  @Test
  void weightsThatAreTooManyAreLeftOutAndTheReportSaysSo() {
    ProbeResult most = result(PublishedWeights.MOST);
    assertThat(PublishedWeights.of(most)).hasSize(PublishedWeights.MOST);
    assertThat(PublishedWeights.omission(most)).isEmpty();
    ProbeResult more = result(PublishedWeights.MOST + 1);
    assertThat(PublishedWeights.of(more)).isEmpty();
    assertThat(PublishedWeights.omission(more))
        .isEqualTo("Its 65537 weights (more than 65536) are left out.");
  }

  private static ProbeResult result(int weights) {
    return new ProbeResult(
        Optional.empty(), new TreeMap<>(), new TreeMap<>(), new double[weights], List.of());
  }
}
