package io.plumbline.streamjobs.policy;

import java.util.SortedMap;
import java.util.TreeMap;

/** Sums over the contexts of each unit. */
public final class SlopeCells {
  private final TreeMap<Unit, SlopeSums> cells = new TreeMap<>();

  /** Adds the sums of a context. */
  void add(Unit unit, SlopeSums sums) {
    cells.merge(unit, sums, SlopeSums::plus);
  }

  /** The units that have a context with a slope, with their sums. */
  SortedMap<Unit, SlopeSums> withSlope() {
    TreeMap<Unit, SlopeSums> sloped = new TreeMap<>(cells);
    sloped.values().removeIf(sums -> sums.contexts() == 0);
    return sloped;
  }

  /** Sums by prompt, the prompts in order. */
  public SortedMap<String, SlopeSums> prompts() {
    TreeMap<String, SlopeSums> prompts = new TreeMap<>();
    cells.forEach((unit, sums) -> prompts.merge(unit.prompt(), sums, SlopeSums::plus));
    return prompts;
  }
}
