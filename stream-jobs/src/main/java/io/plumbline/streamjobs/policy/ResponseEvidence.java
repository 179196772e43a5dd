package io.plumbline.streamjobs.policy;

import io.plumbline.streamjobs.stats.Moments;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The log-ratios of whole responses: of pairs, of scored texts, and of groups. */
public final class ResponseEvidence implements Evidence {
  private final int contexts;
  private final int broken;
  private final LearnedFeedback learned;
  private final SlopeCells cells = new SlopeCells();

  /** One observation: an item with its y, B, length, and what its words say. */
  private record Item(
      String name, Context context, double stated, double gain, double length, double words) {}

  /**
   * @param meanGain what slopes are told from
   * @param zeroed whether B says something where there is nothing to compare with
   */
  private ResponseEvidence(
      List<List<Item>> contexts, LearnedFeedback.Scale scale, double meanGain, boolean zeroed) {
    List<Item> items = contexts.stream().flatMap(List::stream).toList();
    this.contexts = contexts.size();
    this.broken = (int) contexts.stream().filter(ResponseEvidence::broken).count();
    for (List<Item> context : contexts) {
      if (!context.isEmpty() && !broken(context)) {
        add(context, meanGain, zeroed);
      }
    }
    this.learned =
        new LearnedFeedback(
            items.stream().map(Item::name).toList(),
            items.stream().mapToDouble(Item::stated).toArray(),
            items.stream().mapToDouble(Item::gain).toArray(),
            items.stream().mapToDouble(Item::length).toArray(),
            items.stream().mapToDouble(Item::words).toArray(),
            items.stream().mapToInt(item -> 1).toArray(),
            items.stream().map(item -> item.context.unit().prompt()).toList(),
            scale);
  }

  private static boolean broken(List<Item> context) {
    return context.stream().anyMatch(item -> !Double.isFinite(item.gain));
  }

  private void add(List<Item> context, double meanGain, boolean zeroed) {
    double[] alike = new double[context.size()];
    Arrays.fill(alike, 1);
    double[] stated = context.stream().mapToDouble(Item::stated).toArray();
    double[] gains = context.stream().mapToDouble(Item::gain).toArray();
    cells.add(
        context.get(0).context,
        ContextFit.about(alike, stated, 0, gains, meanGain, gains.length),
        OptionalDouble.empty(),
        zeroed ? OptionalDouble.of(gains[0]) : OptionalDouble.empty());
  }

  /**
   * Pairs: B is the margin, the log-ratio of the chosen response minus that of the rejected one; y
   * the difference of their rewards where all have one, else 1.
   *
   * @param chosen by pair; its name is the pair's
   * @param rejected by pair
   */
  public static ResponseEvidence pairs(
      List<Response> chosen, List<Response> rejected, ResponseWords words) {
    int n = chosen.size();
    double[] stated =
        IntStream.range(0, n)
            .mapToDouble(i -> chosen.get(i).reward() - rejected.get(i).reward())
            .toArray();
    if (DoubleStream.of(stated).anyMatch(Double::isNaN)) {
      Arrays.fill(stated, 1);
    }
    double[] ofBoth =
        IntStream.range(0, 2 * n)
            .mapToDouble(i -> i < n ? stated[i] / 2 : -stated[i - n] / 2)
            .toArray();
    double[] said = words.of(Stream.concat(chosen.stream(), rejected.stream()).toList(), ofBoth);
    List<List<Item>> pairs =
        IntStream.range(0, n)
            .mapToObj(
                i -> {
                  Response better = chosen.get(i);
                  Response worse = rejected.get(i);
                  return List.of(
                      new Item(
                          better.name(),
                          better.context(),
                          stated[i],
                          better.logRatio() - worse.logRatio(),
                          better.tokens() - worse.tokens(),
                          said[i] - said[n + i]));
                })
            .toList();
    return new ResponseEvidence(pairs, new LearnedFeedback.Scale(0, unit(pairs), true), 0, true);
  }

  /**
   * Scored texts: B is the log-ratio per token, y the reward minus the mean of all rewards.
   *
   * @param texts with rewards
   */
  public static ResponseEvidence texts(List<Response> texts, ResponseWords words) {
    double[] rewards = texts.stream().mapToDouble(Response::reward).toArray();
    double meanReward = Moments.mean(rewards);
    double[] stated = DoubleStream.of(rewards).map(reward -> reward - meanReward).toArray();
    double[] said = words.of(texts, stated);
    List<List<Item>> items =
        IntStream.range(0, stated.length)
            .mapToObj(
                i -> {
                  Response text = texts.get(i);
                  return List.of(
                      new Item(
                          text.name(),
                          text.context(),
                          stated[i],
                          text.logRatio() / text.tokens(),
                          text.tokens(),
                          said[i]));
                })
            .toList();
    double[] gains = items.stream().mapToDouble(item -> item.get(0).gain).toArray();
    return new ResponseEvidence(
        items,
        new LearnedFeedback.Scale(meanReward, unit(items), false),
        Moments.mean(gains),
        true);
  }

  /**
   * Groups of responses to one prompt: B and y are log-ratio and reward minus their means over the
   * group. The responses weigh alike: where they are sampled, improbable ones are already rare.
   *
   * @param groups responses with rewards
   */
  public static ResponseEvidence groups(List<List<Response>> groups, ResponseWords words) {
    double[] stated =
        groups.stream().flatMapToDouble(group -> centered(group, Response::reward)).toArray();
    double[] said = words.of(groups.stream().flatMap(List::stream).toList(), stated);
    List<List<Item>> items = new ArrayList<>();
    int next = 0;
    for (List<Response> group : groups) {
      int end = next + group.size();
      items.add(
          centered(
              group, Arrays.copyOfRange(stated, next, end), Arrays.copyOfRange(said, next, end)));
      next = end;
    }
    return new ResponseEvidence(items, new LearnedFeedback.Scale(0, unit(items), false), 0, false);
  }

  private static List<Item> centered(List<Response> group, double[] stated, double[] said) {
    double[] logRatios = centered(group, Response::logRatio).toArray();
    double[] tokens = centered(group, Response::tokens).toArray();
    double meanSaid = Moments.mean(said);
    return IntStream.range(0, stated.length)
        .mapToObj(
            i ->
                new Item(
                    group.get(i).name(),
                    group.get(i).context(),
                    stated[i],
                    logRatios[i],
                    tokens[i],
                    said[i] - meanSaid))
        .toList();
  }

  /** A figure of each response less its mean. */
  private static DoubleStream centered(List<Response> group, ToDoubleFunction<Response> figure) {
    double[] values = group.stream().mapToDouble(figure).toArray();
    double mean = Moments.mean(values);
    return DoubleStream.of(values).map(value -> value - mean);
  }

  /** Half of the root mean square: about 1 on the scale of a sentiment lexicon. */
  private static double unit(List<List<Item>> contexts) {
    double squares = 0;
    int items = 0;
    for (List<Item> context : contexts) {
      for (Item item : context) {
        squares += item.stated * item.stated;
        items++;
      }
    }
    return items == 0 ? 0 : StrictMath.sqrt(squares / items) / 2;
  }

  @Override
  public int contexts() {
    return contexts;
  }

  @Override
  public int brokenContexts() {
    return broken;
  }

  @Override
  public LearnedFeedback learned() {
    return learned;
  }

  @Override
  public SlopeCells cells() {
    return cells;
  }
}
