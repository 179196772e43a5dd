package io.plumbline.ops.cli;

import io.plumbline.ops.replay.DerivedTopic;
import io.plumbline.ops.replay.ReplayResult;
import io.plumbline.ops.replay.ReplayResult.Change;
import java.util.List;
import java.util.Map;

/** What a replay says, for machines. */
final class ReplayJson {
  private ReplayJson() {}

  /**
   * The shape of the file.
   *
   * @param run name of the run
   * @param parallelism parallelism of the replay
   * @param settings settings that were changed
   * @param identical whether all digests are equal
   * @param recorded by topic
   * @param replayed by topic
   * @param changes measures that came out otherwise
   * @param alertsRecorded rules that fired
   * @param alertsReplayed rules that fire in the replay
   */
  record Document(
      String run,
      int parallelism,
      Map<String, String> settings,
      boolean identical,
      Map<String, DerivedTopic> recorded,
      Map<String, DerivedTopic> replayed,
      List<Change> changes,
      Map<String, String> alertsRecorded,
      Map<String, String> alertsReplayed) {}

  static Document of(ReplayResult result) {
    return new Document(
        result.options().run(),
        result.options().parallelism(),
        result.options().overrides(),
        result.identical(),
        result.original().derived(),
        result.replay().derived(),
        result.changes(),
        result.original().firing(),
        result.replay().firing());
  }
}
