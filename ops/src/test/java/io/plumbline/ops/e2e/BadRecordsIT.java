package io.plumbline.ops.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.ops.replay.RunRecords;
import io.plumbline.ops.stack.Endpoints;
import io.plumbline.ops.stack.LocalStack;
import io.plumbline.ops.stack.Progress;
import io.plumbline.ops.stack.StackOptions;
import io.plumbline.ops.stack.TestHome;
import io.plumbline.schemas.digest.CanonicalBytes;
import io.plumbline.schemas.digest.RunDigest;
import io.plumbline.schemas.digest.Sha256;
import io.plumbline.schemas.record.ActivationBatch;
import io.plumbline.schemas.record.AttributionReport;
import io.plumbline.schemas.record.BatchPosition;
import io.plumbline.schemas.record.DeadLetter;
import io.plumbline.schemas.record.FeedbackDataset;
import io.plumbline.schemas.record.LogProbBatch;
import io.plumbline.schemas.record.ProbeReport;
import io.plumbline.schemas.record.ReadoutBatch;
import io.plumbline.schemas.record.ReportStatus;
import io.plumbline.schemas.record.RowRole;
import io.plumbline.schemas.record.RunSpec;
import io.plumbline.schemas.serde.SchemaRegistry;
import io.plumbline.schemas.topic.Keys;
import io.plumbline.schemas.topic.TopicNames;
import io.plumbline.schemas.topic.Topics;
import io.plumbline.streamjobs.operator.RecordedRuns;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs that each have one bad record go through the three jobs on a real broker and cluster: the
 * record is a dead letter with its reason, its checkpoint is reported incomplete (all of them where
 * it was of the dictionary's corpus), the others complete, and no job starts over.
 */
@Timeout(600)
class BadRecordsIT {
  private static final TopicNames NAMES = new TopicNames("bad.");
  private static final int BAD = 1;

  /** Begins the names of runs with something bad in the corpus. */
  private static final String CORPUS = "corpus-";

  private static final long LOOK_MILLIS = 200;

  @TempDir Path directory;

  /**
   * A run with something bad in it.
   *
   * @param attributed whether AttributionJob reports on it, else SaeJob and ProbeJob
   * @param which is replaced: the second of these records
   * @param bad what it is replaced by
   * @param letter part of the reason in the dead letter
   * @param report part of the reason in the report
   */
  private record Case(
      boolean attributed,
      Predicate<SpecificRecordBase> which,
      Function<SpecificRecordBase, Object> bad,
      String letter,
      String report) {}

  @Test
  void aBadRecordMakesItsCheckpointIncompleteAndNothingElse() throws Exception {
    try (LocalStack stack =
        LocalStack.start(
            StackOptions.of(TestHome.path(), directory.resolve("data"), "test"),
            Progress.silent(),
            failure -> {})) {
      Endpoints endpoints = stack.endpoints();
      Map<String, Case> cases = cases(new SchemaRegistry(endpoints.registry()));
      try (RecordedTopics topics = new RecordedTopics(endpoints, NAMES);
          RecordedJobs jobs = new RecordedJobs(endpoints, NAMES, directory.resolve("jobs"), 6)) {
        topics.publish(RecordedRuns.feedback());
        for (Map.Entry<String, Case> entry : cases.entrySet()) {
          topics.publishMixed(records(entry.getKey(), entry.getValue()));
        }
        topics.publish(otherFeedback("other-feedback"));
        jobs.start(2);
        for (Map.Entry<String, Case> entry : cases.entrySet()) {
          assertIncomplete(endpoints, entry.getKey(), entry.getValue());
        }
        assertThat(reasons(endpoints, "other-feedback", false))
            .hasSize(RecordedRuns.CHECKPOINTS)
            .allSatisfy((ordinal, reason) -> assertThat(reason).contains("is not what the run"));
        assertThat(jobs.restarts()).isZero();
      }
    }
  }

  private static Map<String, Case> cases(SchemaRegistry registry) {
    Map<String, Case> cases = new LinkedHashMap<>();
    String lost = "could not be used";
    cases.put(
        "wrong-width",
        new Case(
            false,
            BadRecordsIT::isTarget,
            record -> wider((ActivationBatch) record),
            "13 wide",
            "13 wide"));
    cases.put(
        "not-finite",
        new Case(
            false,
            BadRecordsIT::isTarget,
            record -> notFinite((ActivationBatch) record),
            "its payload has NaN",
            "its payload has NaN"));
    cases.put(
        "other-digest",
        new Case(
            false,
            BadRecordsIT::isLogProbs,
            record -> LogProbBatch.newBuilder((LogProbBatch) record).setDigest("0").build(),
            "its digest was made of",
            "its digest was made of"));
    cases.put(
        "corpus-not-finite",
        new Case(
            false,
            BadRecordsIT::isCorpus,
            record -> notFinite((ActivationBatch) record),
            "its payload has NaN",
            "of its corpus could not be used: its payload has NaN"));
    cases.put(
        "corpus-other-digest",
        new Case(
            false,
            BadRecordsIT::isCorpus,
            record -> ActivationBatch.newBuilder((ActivationBatch) record).setDigest("0").build(),
            "its digest was made of",
            "of its corpus could not be used: its payload is not the one"));
    cases.put(
        "corpus-wrong-width",
        new Case(
            false,
            BadRecordsIT::isCorpus,
            record -> wider((ActivationBatch) record),
            "13 wide",
            "of its corpus could not be used: its rows are 13 wide"));
    cases.put(
        "corpus-unknown-dtype",
        new Case(
            false,
            BadRecordsIT::isCorpus,
            record -> unknownDtype((ActivationBatch) record, registry),
            "F64",
            lost));
    cases.put(
        "unknown-dtype",
        new Case(
            false,
            BadRecordsIT::isTarget,
            record -> unknownDtype((ActivationBatch) record, registry),
            "F64",
            lost));
    cases.put(
        "garbage-activations",
        new Case(
            false,
            BadRecordsIT::isTarget,
            record -> garbage((ActivationBatch) record, 1, 2, 3),
            "not in the schema registry's wire format",
            lost));
    cases.put(
        "no-such-schema",
        new Case(
            false,
            BadRecordsIT::isTarget,
            record -> garbage((ActivationBatch) record, 0, 127, 127, 127, 127, 1),
            "not a ActivationBatch",
            lost));
    cases.put(
        "no-schema-id",
        new Case(
            false,
            BadRecordsIT::isLogProbs,
            record ->
                new RecordedTopics.Raw(
                    Topics.LOG_PROBS,
                    ((LogProbBatch) record).getPosition().getRun(),
                    bytes(0, 255, 255, 255, 255, 1)),
            "not a LogProbBatch",
            lost));
    cases.put(
        "step-back",
        new Case(
            false,
            BadRecordsIT::isLogProbs,
            record -> {
              LogProbBatch batch = (LogProbBatch) record;
              return LogProbBatch.newBuilder(batch).setPosition(back(batch.getPosition())).build();
            },
            "it goes back to step -1",
            "it goes back to step -1"));
    cases.put(
        "decisions-not-finite",
        new Case(
            true,
            BadRecordsIT::isDecision,
            record -> notFinite((ActivationBatch) record),
            "its payload has NaN",
            "its payload has NaN"));
    cases.put(
        "garbage-readout",
        new Case(
            true,
            BadRecordsIT::isReadout,
            record ->
                new RecordedTopics.Raw(
                    Topics.READOUTS, ((ReadoutBatch) record).getPosition().getRun(), bytes(9)),
            "not in the schema registry's wire format",
            lost));
    cases.put(
        "readout-step-back",
        new Case(
            true,
            BadRecordsIT::isReadout,
            record -> {
              ReadoutBatch batch = (ReadoutBatch) record;
              return ReadoutBatch.newBuilder(batch).setPosition(back(batch.getPosition())).build();
            },
            "it goes back to step -1",
            "it goes back to step -1"));
    return cases;
  }

  private static boolean isTarget(SpecificRecordBase record) {
    return record instanceof ActivationBatch batch
        && batch.getRole() == RowRole.TARGET
        && batch.getPosition().getOrdinal() == BAD;
  }

  private static boolean isCorpus(SpecificRecordBase record) {
    return record instanceof ActivationBatch batch && batch.getRole() == RowRole.CORPUS;
  }

  private static boolean isDecision(SpecificRecordBase record) {
    return record instanceof ActivationBatch batch
        && batch.getRole() == RowRole.DECISION
        && batch.getPosition().getOrdinal() == BAD;
  }

  private static boolean isLogProbs(SpecificRecordBase record) {
    return record instanceof LogProbBatch batch && batch.getPosition().getOrdinal() == BAD;
  }

  private static boolean isReadout(SpecificRecordBase record) {
    return record instanceof ReadoutBatch batch && batch.getPosition().getOrdinal() == BAD;
  }

  private static ActivationBatch wider(ActivationBatch batch) {
    ByteBuffer payload = ByteBuffer.allocate(batch.getItems().size() * 13 * Float.BYTES);
    return ActivationBatch.newBuilder(batch)
        .setWidth(13)
        .setDigest(Sha256.hex(payload))
        .setPayload(payload)
        .build();
  }

  private static ActivationBatch notFinite(ActivationBatch batch) {
    ByteBuffer payload =
        ByteBuffer.allocate(batch.getPayload().remaining()).order(ByteOrder.LITTLE_ENDIAN);
    payload.put(batch.getPayload().duplicate()).flip();
    payload.putFloat(8, Float.NaN);
    return ActivationBatch.newBuilder(batch)
        .setDigest(Sha256.hex(payload))
        .setPayload(payload)
        .build();
  }

  /** As a later version might write it that knows one more type. */
  private static RecordedTopics.Raw unknownDtype(ActivationBatch batch, SchemaRegistry registry) {
    String later = batch.getSchema().toString().replace("[\"F32\",", "[\"F64\",\"F32\",");
    int id = registry.register("later-activations", new Schema.Parser().parse(later));
    byte[] body = CanonicalBytes.of(batch);
    byte[] value = ByteBuffer.allocate(5 + body.length).put((byte) 0).putInt(id).put(body).array();
    return new RecordedTopics.Raw(Topics.ACTIVATIONS, key(batch), value);
  }

  private static RecordedTopics.Raw garbage(ActivationBatch batch, int... value) {
    return new RecordedTopics.Raw(Topics.ACTIVATIONS, key(batch), bytes(value));
  }

  private static String key(ActivationBatch batch) {
    return Keys.of(batch.getPosition().getRun(), batch.getHook());
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private static BatchPosition back(BatchPosition position) {
    return BatchPosition.newBuilder(position).setStep(-1).build();
  }

  /** The run's records with the bad one in its place. */
  private static List<Object> records(String run, Case bad) {
    List<Object> records = new ArrayList<>();
    int found = 0;
    for (SpecificRecordBase record :
        bad.attributed() ? RecordedRuns.attributed(run) : RecordedRuns.probed(run)) {
      boolean replaced = bad.which().test(record) && found++ == 1;
      records.add(replaced ? bad.bad().apply(record) : record);
    }
    return records;
  }

  private static List<SpecificRecordBase> otherFeedback(String run) {
    List<SpecificRecordBase> records = new ArrayList<>(RecordedRuns.probed(run));
    RunSpec spec = (RunSpec) records.get(0);
    FeedbackDataset stated = spec.getFeedback();
    records.set(
        0,
        RunDigest.sealed(
            RunSpec.newBuilder(spec)
                .setFeedback(new FeedbackDataset(stated.getId(), "0", stated.getItems()))
                .build()));
    return records;
  }

  private static void assertIncomplete(Endpoints endpoints, String run, Case bad) throws Exception {
    Map<Integer, String> reasons = reasons(endpoints, run, bad.attributed());
    if (run.startsWith(CORPUS)) {
      assertThat(reasons).as(run).containsOnlyKeys(0, 1, 2);
    } else {
      assertThat(reasons).as(run).containsOnlyKeys(BAD);
    }
    assertThat(reasons.values())
        .as(run)
        .allSatisfy(reason -> assertThat(reason).contains(bad.report()));
    assertThat(letters(endpoints, run))
        .as(run)
        .isNotEmpty()
        .allSatisfy(letter -> assertThat(letter.getError()).contains(bad.letter()));
  }

  /** Why checkpoints are incomplete, by ordinal, once all are reported on. */
  private static Map<Integer, String> reasons(Endpoints endpoints, String run, boolean attributed)
      throws Exception {
    Map<Integer, Optional<String>> found = new TreeMap<>();
    while (found.size() < RecordedRuns.CHECKPOINTS) {
      Thread.sleep(LOOK_MILLIS);
      new RunRecords(endpoints, run)
          .read(
              NAMES,
              attributed ? Topics.ATTRIBUTIONS : Topics.PROBE_REPORTS,
              (key, record) -> {
                if (record instanceof ProbeReport report) {
                  found.put(
                      report.getOrdinal(), incomplete(report.getStatus(), report.getReason()));
                } else if (record instanceof AttributionReport report) {
                  found.put(
                      report.getOrdinal(), incomplete(report.getStatus(), report.getReason()));
                }
              });
    }
    Map<Integer, String> reasons = new TreeMap<>();
    found.forEach((ordinal, reason) -> reason.ifPresent(why -> reasons.put(ordinal, why)));
    return reasons;
  }

  private static Optional<String> incomplete(ReportStatus status, String reason) {
    return status == ReportStatus.INCOMPLETE ? Optional.of(reason) : Optional.empty();
  }

  /** Dead letters whose record was of the run. */
  private static List<DeadLetter> letters(Endpoints endpoints, String run) {
    List<DeadLetter> letters = new ArrayList<>();
    for (String topic :
        List.of(
            Topics.ACTIVATIONS.name(),
            Topics.LOG_PROBS.name(),
            Topics.READOUTS.name(),
            Topics.FEATURES.name())) {
      new RunRecords(endpoints, NAMES.prefix() + topic)
          .read(
              NAMES,
              Topics.DEAD_LETTERS,
              (key, record) -> {
                DeadLetter letter = (DeadLetter) record;
                String source =
                    StandardCharsets.UTF_8.decode(letter.getKey().duplicate()).toString();
                if (Keys.first(source).equals(run)) {
                  letters.add(letter);
                }
              });
    }
    return letters;
  }
}
