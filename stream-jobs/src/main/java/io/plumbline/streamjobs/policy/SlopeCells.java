package io.plumbline.streamjobs.policy;

import java.util.List;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/** Slopes by context, and sums over the contexts of each unit and of each prompt. */
public final class SlopeCells {
  private final TreeMap<Unit, SlopeSums> cells = new TreeMap<>();
  private final TreeMap<String, PromptSums> prompts = new TreeMap<>();
  private final Lowest<ContextSlope> contexts = new Lowest<>(ListedSlopes.MOST);

  /**
   * Adds a context.
   *
   * @param mass probability of its candidates at the base, if they are weighted by it
   * @param gain its margin or its log-ratio per token, if it has one
   */
  void add(Context context, ContextFit fit, OptionalDouble mass, OptionalDouble gain) {
    Unit unit = context.unit();
    cells.merge(unit, fit.sums(), SlopeSums::plus);
    prompts.computeIfAbsent(unit.prompt(), prompt -> new PromptSums()).add(fit, mass, gain);
    if (fit.sloped() && fit.error().isPresent()) {
      double error = fit.error().getAsDouble();
      contexts.add(
          fit.slope(), new ContextSlope(context, fit.slope(), error, mass, fit.candidates()));
    }
  }

  /** The units that have a context with a slope, with their sums. */
  SortedMap<Unit, SlopeSums> withSlope() {
    TreeMap<Unit, SlopeSums> sloped = new TreeMap<>(cells);
    sloped.values().removeIf(sums -> sums.contexts() == 0);
    return sloped;
  }

  /** Sums by prompt, the prompts in order. */
  public SortedMap<String, SlopeSums> prompts() {
    TreeMap<String, SlopeSums> sums = new TreeMap<>();
    cells.forEach((unit, cell) -> sums.merge(unit.prompt(), cell, SlopeSums::plus));
    return sums;
  }

  /** The slope of every prompt that has one, the prompts in order. */
  List<PromptSlope> promptSlopes() {
    return prompts.entrySet().stream()
        .filter(entry -> entry.getValue().sloped() > 0)
        .map(entry -> entry.getValue().of(entry.getKey()))
        .toList();
  }

  /** The lowest slopes of contexts of three or more candidates. */
  Lowest<ContextSlope> contexts() {
    return contexts;
  }

  /** Number of contexts that have a slope. */
  int sloped() {
    return prompts.values().stream().mapToInt(PromptSums::sloped).sum();
  }
}
