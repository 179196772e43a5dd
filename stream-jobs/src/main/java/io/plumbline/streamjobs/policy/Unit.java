package io.plumbline.streamjobs.policy;

import java.util.Comparator;
import java.util.List;

/**
 * What contexts belong to: their prompt, which is resampled as a whole, and the tags of their item.
 *
 * @param prompt the prompt
 * @param tags such as {@code topic=food}, sorted
 */
public record Unit(String prompt, List<String> tags) implements Comparable<Unit> {
  private static final Comparator<Unit> ORDER =
      Comparator.comparing(Unit::prompt).thenComparing(unit -> String.join("\n", unit.tags));

  public Unit {
    tags = List.copyOf(tags);
  }

  @Override
  public int compareTo(Unit other) {
    return ORDER.compare(this, other);
  }
}
