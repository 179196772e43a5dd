package io.plumbline.ops.replay;

import io.plumbline.schemas.topic.Keys;
import io.plumbline.schemas.topic.TopicNames;
import java.util.Map;
import java.util.TreeMap;

/**
 * What to run again, and how.
 *
 * @param run name of the run
 * @param id names this replay; part of its topics' names
 * @param parallelism number of parallel instances of every operator
 * @param overrides settings by name that replace those of the run
 * @param keep whether the replay's topics stay
 */
public record ReplayOptions(
    String run, String id, int parallelism, Map<String, String> overrides, boolean keep) {

  public ReplayOptions {
    Keys.checkedRun(run);
    overrides = new TreeMap<>(overrides);
  }

  /** The topics that this replay writes. */
  public TopicNames names() {
    return new TopicNames(TopicNames.live().prefix() + "replay-" + id + ".");
  }

  /** Whether it asks what would have been, rather than whether all is the same. */
  public boolean whatIf() {
    return !overrides.isEmpty();
  }
}
