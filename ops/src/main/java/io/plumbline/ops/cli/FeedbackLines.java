package io.plumbline.ops.cli;

import io.plumbline.extractor.capture.ItemLengths;
import io.plumbline.extractor.feedback.BadRow;
import io.plumbline.extractor.feedback.FeedbackSummary;
import io.plumbline.extractor.feedback.FileReading;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Collectors;

/** What {@code feedback check} prints. */
record FeedbackLines(
    List<FileReading> readings, FeedbackSummary summary, Optional<ItemLengths> lengths) {
  private static final int SHOWN = 5;

  boolean isAllUsable() {
    return readings.stream().allMatch(reading -> reading.bad().rows().isEmpty())
        && lengths.map(ItemLengths::unreadable).map(List::isEmpty).orElse(true);
  }

  List<String> all() {
    List<String> lines = new ArrayList<>();
    for (FileReading reading : readings) {
      List<BadRow> refused = reading.bad().rows();
      lines.add(
          "%s: %s rows (%s), %d refused"
              .formatted(reading.file(), reading.rows(), counts(reading.forms()), refused.size()));
      if (!reading.rewardColumns().isEmpty()) {
        lines.add("  reward: " + String.join(" + ", reading.rewardColumns()));
      }
      addRefused(refused, lines);
    }
    lines.add(
        "%d items, %d candidates (%s)"
            .formatted(
                summary.items(),
                summary.candidates().values().stream().mapToInt(Integer::intValue).sum(),
                counts(summary.candidates())));
    if (summary.unprompted() > 0) {
      lines.add("items without a prompt: " + summary.unprompted());
    }
    lines.add(rewards(summary.rewards()));
    summary.tags().forEach((tag, values) -> lines.add("tag " + tag + ": " + most(values)));
    lengths.ifPresent(found -> addLengths(found, lines));
    return lines;
  }

  /** Neighbours that cannot be used for one reason share a line: that may be all rows of a file. */
  private static void addRefused(List<BadRow> rows, List<String> lines) {
    int next = 0;
    while (next < rows.size()) {
      BadRow first = rows.get(next);
      int last = first.line();
      for (next++; next < rows.size() && goesOn(first, last, rows.get(next)); next++) {
        last++;
      }
      lines.add(
          last == first.line()
              ? "  " + first
              : "  %s:%d-%d: %s".formatted(first.file(), first.line(), last, first.reason()));
    }
  }

  private static boolean goesOn(BadRow first, int last, BadRow row) {
    return row.line() == last + 1 && row.reason().equals(first.reason());
  }

  private static String rewards(DoubleSummaryStatistics rewards) {
    return rewards.getCount() == 0
        ? "no candidate has a stated reward"
        : String.format(
            Locale.ROOT,
            "stated rewards of %d candidates: from %.4g to %.4g, mean %.4g",
            rewards.getCount(),
            rewards.getMin(),
            rewards.getMax(),
            rewards.getAverage());
  }

  private static void addLengths(ItemLengths lengths, List<String> lines) {
    List<Integer> tokens = lengths.tokens();
    if (!tokens.isEmpty()) {
      lines.add(
          "tokens of a text: from %d to %d, median %d; the model reads %d; longer items: %d"
              .formatted(
                  tokens.get(0),
                  tokens.get(tokens.size() - 1),
                  tokens.get(tokens.size() / 2),
                  lengths.limit(),
                  lengths.overlong().size()));
    }
    if (!lengths.unreadable().isEmpty()) {
      lines.add("items that the model cannot read: " + lengths.unreadable().size());
      lines.addAll(first(lengths.unreadable()));
    }
  }

  private static String counts(SortedMap<String, Integer> counts) {
    return counts.isEmpty()
        ? "none"
        : counts.entrySet().stream()
            .map(entry -> entry.getKey() + " " + entry.getValue())
            .collect(Collectors.joining(", "));
  }

  /** The most frequent values; of equal ones the first by name. */
  private static String most(SortedMap<String, Integer> values) {
    String shown =
        values.entrySet().stream()
            .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
            .limit(SHOWN)
            .map(entry -> entry.getKey() + " " + entry.getValue())
            .collect(Collectors.joining(", "));
    int more = values.size() - SHOWN;
    return shown + (more > 0 ? ", and " + more + " more values" : "");
  }

  private static List<String> first(List<String> reasons) {
    List<String> shown = new ArrayList<>();
    reasons.stream().limit(SHOWN).forEach(reason -> shown.add("  " + reason));
    if (reasons.size() > SHOWN) {
      shown.add("  and " + (reasons.size() - SHOWN) + " more");
    }
    return shown;
  }
}
