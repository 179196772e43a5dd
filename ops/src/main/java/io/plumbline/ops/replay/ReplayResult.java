package io.plumbline.ops.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeSet;

/**
 * A run as recorded and as computed again.
 *
 * @param options how the replay was made
 * @param original what was recorded
 * @param replay what came out this time
 */
public record ReplayResult(ReplayOptions options, RecordedRun original, RecordedRun replay) {

  /**
   * A measure that came out otherwise; a value is absent where there was none.
   *
   * @param step training step of the checkpoint
   * @param measure {@code probe:score}
   */
  public record Change(int step, String measure, Double before, Double after) {}

  /** Whether every derived topic has the digest it had. */
  public boolean identical() {
    return original.derived().keySet().stream().allMatch(this::identical);
  }

  /** Whether one derived topic has the digest it had. */
  public boolean identical(String topic) {
    return original.derived().get(topic).digest().equals(replay.derived().get(topic).digest());
  }

  /** All measures that came out otherwise, by checkpoint and name. */
  public List<Change> changes() {
    List<Change> changes = new ArrayList<>();
    TreeSet<Integer> ordinals = new TreeSet<>(original.reports().keySet());
    ordinals.addAll(replay.reports().keySet());
    for (int ordinal : ordinals) {
      int step =
          (original.reports().containsKey(ordinal) ? original : replay)
              .reports()
              .get(ordinal)
              .getStep();
      NavigableMap<String, Double> before = original.measures(ordinal);
      NavigableMap<String, Double> after = replay.measures(ordinal);
      TreeSet<String> names = new TreeSet<>(before.keySet());
      names.addAll(after.keySet());
      for (String name : names) {
        if (!java.util.Objects.equals(before.get(name), after.get(name))) {
          changes.add(new Change(step, name, before.get(name), after.get(name)));
        }
      }
    }
    return changes;
  }
}
