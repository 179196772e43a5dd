package io.plumbline.streamjobs.operator.evidence;

import io.plumbline.streamjobs.probe.ProbeResult;
import io.plumbline.streamjobs.stats.Estimate;
import io.plumbline.streamjobs.stats.Statistic;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Probes of all hooks together and of each by itself. */
final class HookScopes {
  /** The scope of all hooks side by side, in their order; it sorts first. */
  static final String ALL = "";

  private HookScopes() {}

  /** What belongs to each scope, given what belongs to each hook. One hook is all there is. */
  static <T> SortedMap<String, List<T>> of(SortedMap<String, T> hooks) {
    SortedMap<String, List<T>> scopes = new TreeMap<>();
    scopes.put(ALL, List.copyOf(hooks.values()));
    if (hooks.size() > 1) {
      hooks.forEach((hook, part) -> scopes.put(hook, List.of(part)));
    }
    return scopes;
  }

  /**
   * The result of all hooks, with the scores and controls of each hook under {@code name.hook}.
   * Where a hook by itself has no result, its scores say why.
   */
  static ProbeResult merged(SortedMap<String, ProbeResult> scopes) {
    ProbeResult all = scopes.get(ALL);
    if (all.reason().isPresent()) {
      return all;
    }
    SortedMap<String, Estimate> scores = new TreeMap<>(all.scores());
    SortedMap<String, Estimate> controls = new TreeMap<>(all.controls());
    scopes
        .tailMap(ALL + "\0")
        .forEach(
            (hook, result) -> {
              put(hook, all.scores(), result, result.scores(), scores);
              put(hook, all.controls(), result, result.controls(), controls);
            });
    return new ProbeResult(
        all.reason(), scores, controls, all.weights(), all.words(), all.method());
  }

  private static void put(
      String hook,
      SortedMap<String, Estimate> names,
      ProbeResult result,
      SortedMap<String, Estimate> found,
      SortedMap<String, Estimate> into) {
    names.forEach(
        (name, all) -> {
          Estimate none =
              Estimate.of(Statistic.undefined(result.reason().orElse("it has none here")), 0);
          into.put(name + "." + hook, found.getOrDefault(name, none));
        });
  }
}
