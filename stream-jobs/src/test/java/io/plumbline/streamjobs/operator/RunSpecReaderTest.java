package io.plumbline.streamjobs.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.schemas.record.RunSpec;
import io.plumbline.schemas.record.SettingValue;
import io.plumbline.schemas.settings.RunSettings;
import io.plumbline.schemas.settings.Settings;
import io.plumbline.streamjobs.source.Received;
import io.plumbline.streamjobs.source.Rejected;
import java.util.List;
import java.util.Map;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.ProcessFunctionTestHarnesses;
import org.junit.jupiter.api.Test;

class RunSpecReaderTest {
  private static final RunSpec SPEC = new TinyRun("run", 1).spec();

  @Test
  void putsOverridesInAndKeepsTheDigest() throws Exception {
    try (var harness = harness(Map.of("probe.ridge.lambda", "10"))) {
      harness.processElement(Runs.received(SPEC, 0), 0);
      RunSpec read = harness.extractOutputValues().get(0).value();
      RunSettings settings = RunSettings.of(read.getSettings());
      assertThat(settings.get(Settings.RIDGE_LAMBDA)).isEqualTo(10.0);
      assertThat(settings.get(Settings.BOOTSTRAP)).isEqualTo(20);
      assertThat(read.getDigest()).isEqualTo(SPEC.getDigest());
    }
  }

  @Test
  void refusesSettingsThatItDoesNotKnow() throws Exception {
    RunSpec strange =
        RunSpec.newBuilder(SPEC)
            .setSettings(List.of(new SettingValue("probe.from-the-future", "1")))
            .build();
    try (var harness = harness(Map.of())) {
      harness.processElement(Runs.received(strange, 0), 0);
      assertThat(harness.extractOutputValues()).isEmpty();
      assertThat(harness.getSideOutput(Rejected.tag(RunSpec.class)))
          .singleElement()
          .satisfies(r -> assertThat(r.getValue().reason()).contains("probe.from-the-future"));
    }
  }

  private static OneInputStreamOperatorTestHarness<Received<RunSpec>, Received<RunSpec>> harness(
      Map<String, String> overrides) throws Exception {
    return ProcessFunctionTestHarnesses.forProcessFunction(new RunSpecReader(overrides));
  }
}
