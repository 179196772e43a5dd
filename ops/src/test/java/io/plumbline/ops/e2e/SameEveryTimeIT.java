package io.plumbline.ops.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.ops.replay.DerivedTopic;
import io.plumbline.ops.replay.Digests;
import io.plumbline.ops.replay.RunRecords;
import io.plumbline.ops.stack.Endpoints;
import io.plumbline.ops.stack.LocalStack;
import io.plumbline.ops.stack.Progress;
import io.plumbline.ops.stack.StackOptions;
import io.plumbline.ops.stack.TestHome;
import io.plumbline.schemas.record.ProbeReport;
import io.plumbline.schemas.topic.TopicNames;
import io.plumbline.schemas.topic.Topics;
import io.plumbline.streamjobs.operator.RecordedRuns;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same recorded runs, written in another order each time, through the three jobs on a real
 * broker and cluster: at any parallelism, with a TaskManager that dies on the way, and from
 * savepoints rescaled from 2 to 4, every derived topic has the same digest.
 */
@Timeout(600)
class SameEveryTimeIT {
  private static final List<String> PROBED = List.of("ash", "elm", "maple", "oak");

  /** The one of them whose dictionaries are refreshed at every checkpoint. */
  private static final String REFRESHED = "oak";

  private static final List<String> ATTRIBUTED = List.of("bee", "ant", "fly", "wasp");
  private static final int MAX_PARALLELISM = 128;
  private static final int WIDEST = 4;
  private static final int JOBS = 3;
  private static final long LOOK_MILLIS = 200;

  @TempDir Path directory;

  /** Done to the jobs in the middle of the runs. */
  private interface Disturbance {
    void to(RecordedJobs jobs) throws Exception;
  }

  @Test
  void givesTheSameDigestsAtAnyParallelismThroughCrashesAndSavepoints() throws Exception {
    assertThat(PROBED.stream().map(SameEveryTimeIT::subtask)).contains(0, 1, 2, 3);
    assertThat(ATTRIBUTED.stream().map(SameEveryTimeIT::subtask)).contains(0, 1, 2, 3);
    try (LocalStack stack =
        LocalStack.start(
            StackOptions.of(TestHome.path(), directory.resolve("data"), "test"),
            Progress.silent(),
            failure -> {})) {
      Endpoints endpoints = stack.endpoints();
      Map<String, DerivedTopic> expected = null;
      for (int parallelism : new int[] {1, 2, WIDEST}) {
        Map<String, DerivedTopic> digests =
            digests(endpoints, "p" + parallelism, parallelism, RecordedJobs::replaceTaskManager);
        if (expected == null) {
          expected = digests;
          assertIsAll(expected);
        }
        assertThat(digests).as("parallelism %d", parallelism).isEqualTo(expected);
      }
      assertThat(digests(endpoints, "rescaled", 2, jobs -> jobs.rescale(WIDEST)))
          .isEqualTo(expected);
    }
  }

  private static List<SpecificRecordBase> probed(String run) {
    return run.equals(REFRESHED) ? RecordedRuns.refreshed(run) : RecordedRuns.probed(run);
  }

  private static int subtask(String run) {
    return KeyGroupRangeAssignment.assignKeyToParallelOperator(run, MAX_PARALLELISM, WIDEST);
  }

  /** Digests by run and topic of what the jobs make of the runs. */
  private Map<String, DerivedTopic> digests(
      Endpoints endpoints, String name, int parallelism, Disturbance disturbance) throws Exception {
    TopicNames names = new TopicNames(name + ".");
    Random order = new Random(name.hashCode());
    List<SpecificRecordBase> early = new ArrayList<>(RecordedRuns.feedback());
    early.addAll(probed(PROBED.get(0)));
    early.addAll(RecordedRuns.attributed(ATTRIBUTED.get(0)));
    List<SpecificRecordBase> late = new ArrayList<>();
    for (int i = 1; i < PROBED.size(); i++) {
      List<SpecificRecordBase> records = new ArrayList<>(probed(PROBED.get(i)));
      records.addAll(RecordedRuns.attributed(ATTRIBUTED.get(i)));
      Collections.shuffle(records, order);
      early.addAll(records.subList(0, records.size() / 2));
      late.addAll(records.subList(records.size() / 2, records.size()));
    }
    for (int i = 0; i < 50; i++) {
      late.add(early.get(order.nextInt(early.size())));
    }
    Collections.shuffle(early, order);
    Collections.shuffle(late, order);
    try (RecordedTopics topics = new RecordedTopics(endpoints, names);
        RecordedJobs jobs =
            new RecordedJobs(endpoints, names, directory.resolve(name), JOBS * WIDEST)) {
      topics.publish(early);
      jobs.start(parallelism);
      await(endpoints, names, List.of(PROBED.get(0)), List.of(ATTRIBUTED.get(0)));
      disturbance.to(jobs);
      topics.publish(late);
      await(endpoints, names, PROBED, ATTRIBUTED);
    }
    Map<String, DerivedTopic> digests = new TreeMap<>();
    List<String> runs = new ArrayList<>(PROBED);
    runs.addAll(ATTRIBUTED);
    for (String run : runs) {
      Digests.of(new RunRecords(endpoints, run), names)
          .forEach((topic, digest) -> digests.put(run + "/" + topic, digest));
    }
    return digests;
  }

  /** Waits until all checkpoints of these runs are reported on. */
  private static void await(
      Endpoints endpoints, TopicNames names, List<String> probed, List<String> attributed)
      throws Exception {
    for (String run : probed) {
      while (lastReports(new RunRecords(endpoints, run), names) == 0) {
        Thread.sleep(LOOK_MILLIS);
      }
    }
    for (String run : attributed) {
      while (count(new RunRecords(endpoints, run), names) < RecordedRuns.CHECKPOINTS) {
        Thread.sleep(LOOK_MILLIS);
      }
    }
  }

  private static int lastReports(RunRecords records, TopicNames names) {
    List<Integer> last = new ArrayList<>();
    records.read(
        names,
        Topics.PROBE_REPORTS,
        (key, record) -> {
          int ordinal = ((ProbeReport) record).getOrdinal();
          if (ordinal == RecordedRuns.CHECKPOINTS - 1) {
            last.add(ordinal);
          }
        });
    return last.size();
  }

  private static int count(RunRecords records, TopicNames names) {
    List<Integer> all = new ArrayList<>();
    records.read(names, Topics.ATTRIBUTIONS, (key, record) -> all.add(all.size()));
    return all.size();
  }

  private static void assertIsAll(Map<String, DerivedTopic> digests) {
    assertThat(digests.values()).allMatch(topic -> topic.duplicates() == 0);
    for (String run : PROBED) {
      assertThat(digests.get(run + "/" + Topics.FEATURES.name()).records()).isGreaterThan(50);
      assertThat(digests.get(run + "/" + Topics.DICTIONARIES.name()).records()).isGreaterThan(1);
      assertThat(digests.get(run + "/" + Topics.PROBE_REPORTS.name()).records())
          .isEqualTo((run.equals(REFRESHED) ? 19 : 12) * RecordedRuns.CHECKPOINTS);
      assertThat(digests.get(run + "/" + Topics.IMPLICIT_FEEDBACK.name()).records())
          .isEqualTo(6 * RecordedRuns.CHECKPOINTS);
    }
    for (String run : ATTRIBUTED) {
      assertThat(digests.get(run + "/" + Topics.ATTRIBUTIONS.name()).records())
          .isEqualTo(RecordedRuns.CHECKPOINTS);
    }
  }
}
