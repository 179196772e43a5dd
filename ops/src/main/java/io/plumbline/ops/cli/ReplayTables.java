package io.plumbline.ops.cli;

import io.plumbline.ops.replay.DerivedTopic;
import io.plumbline.ops.replay.ReplayResult;
import io.plumbline.ops.replay.ReplayResult.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What a replay says, for people. */
final class ReplayTables {
  private static final int SHOWN_DIGITS = 16;

  private final ReplayResult result;

  ReplayTables(ReplayResult result) {
    this.result = result;
  }

  /** Digests side by side, and the verdict. */
  List<String> digests() {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT, "  %-18s %8s  %-18s %-18s", "topic", "records", "recorded", "replayed"));
    for (Map.Entry<String, DerivedTopic> entry : result.original().derived().entrySet()) {
      DerivedTopic recorded = entry.getValue();
      DerivedTopic replayed = result.replay().derived().get(entry.getKey());
      boolean same = result.identical(entry.getKey());
      String records =
          recorded.records() == replayed.records()
              ? Integer.toString(recorded.records())
              : recorded.records() + "/" + replayed.records();
      lines.add(
          String.format(
              Locale.ROOT,
              "  %-18s %8s  %-18s %-18s %s",
              entry.getKey(),
              records,
              shortened(recorded),
              shortened(replayed),
              same ? "@|green =|@" : "@|bold,red differs|@"));
    }
    lines.add("");
    lines.add(
        "  run @|bold "
            + result.options().run()
            + "|@ replayed at parallelism "
            + result.options().parallelism()
            + ": "
            + (result.identical() ? "@|bold,green identical|@" : "@|bold,red different|@"));
    if (!result.identical()) {
      missing().ifPresent(lines::add);
    }
    return lines;
  }

  /** Why it differs, where one side has checkpoints that the other lacks. */
  private java.util.Optional<String> missing() {
    TreeSet<Integer> onlyReplayed = new TreeSet<>(result.replay().reports().keySet());
    onlyReplayed.removeAll(result.original().reports().keySet());
    TreeSet<Integer> onlyRecorded = new TreeSet<>(result.original().reports().keySet());
    onlyRecorded.removeAll(result.replay().reports().keySet());
    if (onlyReplayed.isEmpty() && onlyRecorded.isEmpty()) {
      return java.util.Optional.empty();
    }
    return java.util.Optional.of(
        "  %d checkpoints only recorded, %d only replayed: if the run is still going on, replay it when it is done"
            .formatted(onlyRecorded.size(), onlyReplayed.size()));
  }

  /** Scores that come out otherwise, by measure, a column for each checkpoint. */
  List<String> changes() {
    List<String> lines = new ArrayList<>();
    String settings =
        result.options().overrides().entrySet().stream()
            .map(setting -> setting.getKey() + "=" + setting.getValue())
            .collect(Collectors.joining(", "));
    Map<String, List<Change>> byMeasure = new TreeMap<>();
    result
        .changes()
        .forEach(
            change ->
                byMeasure.computeIfAbsent(change.measure(), m -> new ArrayList<>()).add(change));
    if (byMeasure.isEmpty()) {
      lines.add(
          "  With " + settings + " every score of run " + result.options().run() + " is the same.");
    } else {
      lines.add(
          "  With " + settings + " these scores of run " + result.options().run() + " change:");
      lines.add("");
      int width = byMeasure.keySet().stream().mapToInt(String::length).max().getAsInt();
      lines.add(row(width, "score", "step", "recorded", "with it", "change"));
      byMeasure.forEach(
          (measure, changes) -> {
            String name = measure;
            for (Change change : changes) {
              lines.add(row(width, name, change));
              name = "";
            }
          });
    }
    lines.add("");
    lines.add("  alerts recorded: " + firing(result.original().firing()));
    lines.add("  alerts with it:  " + firing(result.replay().firing()));
    return lines;
  }

  private static String row(int width, String name, Change change) {
    boolean both = change.before() != null && change.after() != null;
    return row(
        width,
        name,
        Integer.toString(change.step()),
        number(change.before()),
        number(change.after()),
        both ? String.format(Locale.ROOT, "%+.4f", change.after() - change.before()) : "");
  }

  private static String row(
      int width, String score, String step, String recorded, String replayed, String change) {
    return String.format(
        "  %-" + width + "s %6s %12s %12s %12s", score, step, recorded, replayed, change);
  }

  private static String number(Double value) {
    return value == null ? "-" : String.format(Locale.ROOT, "%.4f", value);
  }

  private static String firing(Map<String, String> rules) {
    return rules.isEmpty()
        ? "none"
        : rules.entrySet().stream()
            .map(rule -> rule.getKey() + " (" + rule.getValue().toLowerCase(Locale.ROOT) + ")")
            .collect(Collectors.joining(", "));
  }

  private static String shortened(DerivedTopic topic) {
    return topic.digest().substring(0, SHOWN_DIGITS);
  }
}
