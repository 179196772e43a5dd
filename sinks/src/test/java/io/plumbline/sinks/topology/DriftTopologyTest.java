package io.plumbline.sinks.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.schemas.record.Alert;
import io.plumbline.schemas.record.AlertState;
import io.plumbline.schemas.record.DeadLetter;
import io.plumbline.schemas.record.DriftReport;
import io.plumbline.schemas.record.ProbeReport;
import io.plumbline.schemas.record.ReportStatus;
import io.plumbline.schemas.record.Severity;
import io.plumbline.schemas.topic.TopicNames;
import io.plumbline.sinks.sample.Played;
import io.plumbline.sinks.sample.SampleRun;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DriftTopologyTest {
  @TempDir Path state;

  private final SampleRun run = SampleRun.poisoned();

  @Test
  void writesWhatTheMathematicsSay() {
    try (Piped topology = new Piped(state)) {
      topology.pipeAll(all(run));

      assertThat(topology.drift()).isEqualTo(Played.of(run).reports());
      assertThat(topology.alerts()).isEqualTo(Played.of(run).alerts()).isNotEmpty();
      assertThat(topology.deadLetters()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void doesNotDependOnTheOrderOfArrivalNorOnDuplicates(long seed) {
    List<SpecificRecord> shuffled = new ArrayList<>(all(run));
    shuffled.addAll(all(SampleRun.clean()));
    shuffled.addAll(all(run).subList(5, 40));
    Collections.shuffle(shuffled, new Random(seed));
    try (Piped topology = new Piped(state)) {
      topology.pipeAll(shuffled);

      List<DriftReport> drift = topology.drift();
      assertThat(drift.stream().filter(r -> r.getRun().equals(run.run())))
          .containsExactlyElementsOf(Played.of(run).reports());
      assertThat(drift.stream().filter(r -> !r.getRun().equals(run.run())))
          .containsExactlyElementsOf(Played.of(SampleRun.clean()).reports());
      assertThat(topology.alerts()).isEqualTo(Played.of(run).alerts());
      assertThat(topology.deadLetters()).isEmpty();
    }
  }

  @Test
  void dropsWhatComesAgainAfterItWasReported() {
    try (Piped topology = new Piped(state)) {
      topology.pipeAll(all(run));
      int written = topology.drift().size() + topology.alerts().size();
      topology.pipeAll(all(run));

      assertThat(written).isGreaterThan(run.checkpoints());
      assertThat(topology.drift()).isEmpty();
      assertThat(topology.alerts()).isEmpty();
      assertThat(topology.deadLetters()).isEmpty();
    }
  }

  @Test
  void waitsForEveryPartOfACheckpointAndForAllCheckpointsBefore() {
    try (Piped topology = new Piped(state)) {
      topology.pipe(run.spec());
      topology.pipeAll(parts(run, 1));
      assertThat(topology.drift()).isEmpty();

      List<SpecificRecord> base = parts(run, 0);
      topology.pipeAll(base.subList(1, base.size()));
      assertThat(topology.drift()).isEmpty();

      topology.pipe(base.get(0));
      assertThat(topology.drift()).extracting(DriftReport::getOrdinal).containsExactly(0, 1);
    }
  }

  @Test
  void waitsForTheSettingsOfTheRun() {
    try (Piped topology = new Piped(state)) {
      topology.pipeAll(parts(run, 0));
      assertThat(topology.drift()).isEmpty();

      topology.pipe(run.spec());
      assertThat(topology.drift()).hasSize(1);
    }
  }

  @Test
  void reportsACheckpointThatCouldNotBeExtractedAndGoesOn() {
    try (Piped topology = new Piped(state)) {
      topology.pipe(run.spec());
      topology.pipeAll(parts(run, 0));
      topology.pipeAll(run.failed(1, "model.safetensors is cut short"));
      topology.pipeAll(parts(run, 2));

      List<DriftReport> drift = topology.drift();
      assertThat(drift)
          .extracting(DriftReport::getStatus)
          .containsExactly(ReportStatus.COMPLETE, ReportStatus.INCOMPLETE, ReportStatus.COMPLETE);
      assertThat(drift.get(1).getReason()).isEqualTo("model.safetensors is cut short");
      assertThat(drift.get(1).getMeasures()).isEmpty();
      assertThat(topology.alerts()).isEmpty();
    }
  }

  @Test
  void keepsAnAlertOverACheckpointWithoutFigures() {
    try (Piped topology = new Piped(state)) {
      topology.pipe(run.spec());
      for (int ordinal = 0; ordinal < 7; ordinal++) {
        topology.pipeAll(parts(run, ordinal));
      }
      topology.alerts();
      topology.drift();
      topology.pipeAll(run.failed(7, "out of memory"));

      assertThat(topology.drift().get(0).getSeverity()).isEqualTo(Severity.RED);
      assertThat(topology.alerts()).isEmpty();
    }
  }

  @Test
  void stampsRecordsWithTheTimeOfTheCheckpoint() {
    try (Piped topology = new Piped(state)) {
      topology.pipeAll(all(run));

      for (TestRecord<String, DriftReport> record : topology.driftTopic().readRecordsToList()) {
        assertThat(record.timestamp()).isEqualTo(record.value().getTime());
        assertThat(record.key()).isEqualTo(run.run());
      }
      for (TestRecord<String, Alert> record : topology.alertTopic().readRecordsToList()) {
        assertThat(record.timestamp()).isEqualTo(record.value().getTime());
        assertThat(record.key()).isEqualTo(run.run() + "/" + record.value().getRule());
      }
    }
  }

  @Test
  void sendsBytesThatAreNoRecordToTheDeadLetters() {
    byte[] noise = "not avro at all".getBytes(StandardCharsets.UTF_8);
    byte[] unknownSchema = {0, 0x7f, 1, 2, 3, 4, 5};
    try (Piped topology = new Piped(state)) {
      topology.pipe(run.spec());
      topology.pipeBytes(noise);
      topology.pipeBytes(unknownSchema);
      topology.pipeAll(parts(run, 0));

      List<DeadLetter> letters = topology.deadLetters();
      assertThat(letters).hasSize(2);
      assertThat(letters.get(0).getTopic()).isEqualTo("plumbline.probe-reports");
      assertThat(letters.get(0).getStage()).isEqualTo("sinks.drift");
      assertThat(letters.get(0).getError()).contains("wire format");
      assertThat(letters.get(0).getValue().array()).isEqualTo(noise);
      assertThat(letters.get(1).getError()).contains("schema");
      assertThat(topology.drift()).hasSize(1);
    }
  }

  @Test
  void sendsARecordThatContradictsAnEarlierOneToTheDeadLetters() {
    ProbeReport first = run.reports(0).get(0);
    ProbeReport second = ProbeReport.newBuilder(first).setMethod("another").build();
    try (Piped topology = new Piped(state)) {
      topology.pipe(run.spec());
      topology.pipe(first);
      topology.pipe(second);
      topology.pipeAll(parts(run, 0));

      assertThat(topology.deadLetters())
          .singleElement()
          .extracting(DeadLetter::getError)
          .isEqualTo("differs from an earlier record with the same identity, which is kept");
      assertThat(topology.drift()).hasSize(1);
    }
  }

  @Test
  void takesOverridesForAWhatIf() {
    try (Piped topology =
        new Piped(state, o -> o.withOverrides(Map.of("alert.wrong-sign", "12")))) {
      topology.pipeAll(all(run));

      Alert first =
          topology.alerts().stream()
              .filter(alert -> alert.getRule().equals("wrong-sign"))
              .findFirst()
              .orElseThrow();
      assertThat(first.getState()).isEqualTo(AlertState.PENDING);
      assertThat(first.getOrdinal()).isEqualTo(6);
    }
  }

  @Test
  void looksAtOneRunOnlyWhereAskedTo() {
    try (Piped topology = new Piped(state, o -> o.withRun(run.run()))) {
      topology.pipeAll(all(SampleRun.clean()));
      topology.pipeAll(all(run));

      assertThat(topology.drift()).isEqualTo(Played.of(run).reports());
    }
  }

  @Test
  void readsAndWritesUnderTheNamesGiven() {
    TopicNames replay = new TopicNames("plumbline.replay-1.");
    try (Piped topology =
        new Piped(state, o -> o.withInput(replay).withOutput(replay).withApplicationId("r1"))) {
      topology.pipeAll(all(run));

      assertThat(topology.drift()).isEqualTo(Played.of(run).reports());
      assertThat(topology.alerts()).isEqualTo(Played.of(run).alerts());
    }
  }

  private static List<SpecificRecord> all(SampleRun run) {
    List<SpecificRecord> records = new ArrayList<>();
    records.add(run.spec());
    for (int ordinal = 0; ordinal < run.checkpoints(); ordinal++) {
      records.addAll(parts(run, ordinal));
    }
    return records;
  }

  private static List<SpecificRecord> parts(SampleRun run, int ordinal) {
    List<SpecificRecord> records = new ArrayList<>(run.implicit(ordinal));
    records.addAll(run.reports(ordinal));
    return records;
  }
}
