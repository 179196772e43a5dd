package io.plumbline.streamjobs.policy;

import io.plumbline.schemas.digest.Sha256;
import io.plumbline.streamjobs.probe.GroupScores;
import io.plumbline.streamjobs.stats.Estimate;
import io.plumbline.streamjobs.stats.GroupBootstrap;
import io.plumbline.streamjobs.stats.SplitMix64;
import io.plumbline.streamjobs.stats.Statistic;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Slopes by tag. Many tags are looked at together, so their p values come from the permutation
 * distribution of the largest |t| over all of them (Westfall and Young, "Resampling-Based Multiple
 * Testing", 1993): the units' tags are exchanged at random.
 */
final class TagSlopes {
  /** Units that a tag needs, and the units without it too. */
  private static final int FEWEST = 3;

  /** Tags that are looked at: those of the most units. */
  private static final int MOST_TAGS = 100;

  private final SlopeSums[] cells;
  private final SortedMap<String, int[]> members = new TreeMap<>();
  private final GroupScores byPrompt;
  private final PolicyOptions options;
  private final LeftOut leftOut;

  /**
   * Tags of prompts with a slope that are not looked at.
   *
   * @param rare number of tags that fewer than 3 units have, or fewer than 3 lack
   * @param beyond number of the others that come after the 100 of the most units
   */
  public record LeftOut(int rare, int beyond) {}

  TagSlopes(SlopeCells evidence, PolicyOptions options) {
    SortedMap<Unit, SlopeSums> units = evidence.withSlope();
    this.options = options;
    this.cells = units.values().toArray(SlopeSums[]::new);
    SortedMap<String, List<Integer>> byTag = new TreeMap<>();
    int index = 0;
    for (Unit unit : units.keySet()) {
      for (String tag : unit.tags()) {
        byTag.computeIfAbsent(tag, t -> new ArrayList<>()).add(index);
      }
      index++;
    }
    List<Map.Entry<String, List<Integer>>> enough =
        byTag.entrySet().stream()
            .filter(tag -> tag.getValue().size() >= FEWEST)
            .filter(tag -> cells.length - tag.getValue().size() >= FEWEST)
            .sorted(
                Comparator.comparing(
                        (Map.Entry<String, List<Integer>> tag) -> -tag.getValue().size())
                    .thenComparing(Map.Entry::getKey))
            .toList();
    enough.stream()
        .limit(MOST_TAGS)
        .forEach(
            tag -> members.put(tag.getKey(), tag.getValue().stream().mapToInt(i -> i).toArray()));
    this.leftOut = new LeftOut(byTag.size() - enough.size(), enough.size() - members.size());
    this.byPrompt =
        new GroupScores(
            new GroupBootstrap(
                units.keySet().stream().map(Unit::prompt).toList(),
                options.resamples(),
                Sha256.seed(options.runDigest(), "bootstrap/prompts")),
            cells.length);
  }

  LeftOut leftOut() {
    return leftOut;
  }

  SortedMap<String, Estimate> scores() {
    SortedMap<String, Estimate> scores = new TreeMap<>();
    RatioSums total = TagSlice.total(cells);
    int[] themselves = IntStream.range(0, cells.length).toArray();
    SortedMap<String, Statistic> t = new TreeMap<>();
    members.forEach((tag, units) -> t.put(tag, new TagSlice(cells, units, themselves, total).t()));
    double[] largest = members.isEmpty() ? new double[0] : largest(total, themselves);
    members.forEach(
        (tag, units) -> {
          boolean[] inside = new boolean[cells.length];
          Arrays.stream(units).forEach(unit -> inside[unit] = true);
          int n = units.length;
          scores.put("slope.tag." + tag, byPrompt.of(n, items -> slope(items, inside, true)));
          scores.put(
              "contrast.tag." + tag,
              byPrompt.of(
                  n, items -> slope(items, inside, true).minus(slope(items, inside, false))));
          scores.put("t.tag." + tag, Estimate.of(t.get(tag), n));
          scores.put("p.tag." + tag, Estimate.of(p(t.get(tag), largest), n));
          scores.put(
              "negative_prompts.tag." + tag, byPrompt.of(n, items -> negative(items, inside)));
        });
    return scores;
  }

  private Statistic slope(int[] items, boolean[] inside, boolean wanted) {
    SlopeSums sums = SlopeSums.NONE;
    for (int item : items) {
      if (inside[item] == wanted) {
        sums = sums.plus(cells[item]);
      }
    }
    return sums.slope();
  }

  private Statistic negative(int[] items, boolean[] inside) {
    int[] units = Arrays.stream(items).filter(item -> inside[item]).toArray();
    double negative = Arrays.stream(units).filter(unit -> cells[unit].numerator() < 0).count();
    return units.length == 0
        ? Statistic.undefined("no prompt has the tag")
        : Statistic.of(negative / units.length);
  }

  /** Largest |t| over the tags in each permutation. */
  private double[] largest(RatioSums total, int[] order) {
    SplitMix64 random = new SplitMix64(Sha256.seed(options.runDigest(), "permutation/tags"));
    double[] largest = new double[options.permutations()];
    int[] drawn = order.clone();
    for (int r = 0; r < largest.length; r++) {
      for (int i = drawn.length - 1; i > 0; i--) {
        int j = random.nextInt(i + 1);
        int swapped = drawn[i];
        drawn[i] = drawn[j];
        drawn[j] = swapped;
      }
      for (int[] units : members.values()) {
        Statistic t = new TagSlice(cells, units, drawn, total).t();
        largest[r] = Math.max(largest[r], Math.abs(t.orElse(0)));
      }
    }
    return largest;
  }

  private static Statistic p(Statistic t, double[] largest) {
    if (largest.length == 0) {
      return Statistic.undefined("no permutations are set");
    }
    return t.map(
        seen -> {
          long asLarge = Arrays.stream(largest).filter(max -> max >= Math.abs(seen)).count();
          return (asLarge + 1.0) / (largest.length + 1);
        });
  }
}
