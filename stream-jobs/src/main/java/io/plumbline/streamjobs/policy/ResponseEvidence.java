package io.plumbline.streamjobs.policy;

import io.plumbline.streamjobs.stats.Moments;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/** The log-ratios of whole responses: of pairs, of scored texts, and of groups. */
public final class ResponseEvidence implements Evidence {
  private final int contexts;
  private final int broken;
  private final LearnedFeedback learned;
  private final SlopeCells cells = new SlopeCells();

  /** One observation: an item with its y, B and length. */
  private record Item(String name, Context context, double stated, double gain, double length) {}

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
  public static ResponseEvidence pairs(List<Response> chosen, List<Response> rejected) {
    boolean rewarded =
        IntStream.range(0, chosen.size())
            .noneMatch(i -> Double.isNaN(chosen.get(i).reward() - rejected.get(i).reward()));
    List<List<Item>> pairs =
        IntStream.range(0, chosen.size())
            .mapToObj(
                i -> {
                  Response better = chosen.get(i);
                  Response worse = rejected.get(i);
                  return List.of(
                      new Item(
                          better.name(),
                          better.context(),
                          rewarded ? better.reward() - worse.reward() : 1,
                          better.logRatio() - worse.logRatio(),
                          better.tokens() - worse.tokens()));
                })
            .toList();
    return new ResponseEvidence(pairs, new LearnedFeedback.Scale(0, unit(pairs), true), 0, true);
  }

  /**
   * Scored texts: B is the log-ratio per token, y the reward minus the mean of all rewards.
   *
   * @param texts with rewards
   */
  public static ResponseEvidence texts(List<Response> texts) {
    double meanReward = Moments.mean(texts.stream().mapToDouble(Response::reward).toArray());
    List<List<Item>> items =
        texts.stream()
            .map(
                text ->
                    List.of(
                        new Item(
                            text.name(),
                            text.context(),
                            text.reward() - meanReward,
                            text.logRatio() / text.tokens(),
                            text.tokens())))
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
  public static ResponseEvidence groups(List<List<Response>> groups) {
    List<List<Item>> items = groups.stream().map(ResponseEvidence::centered).toList();
    return new ResponseEvidence(items, new LearnedFeedback.Scale(0, unit(items), false), 0, false);
  }

  private static List<Item> centered(List<Response> group) {
    double reward = Moments.mean(group.stream().mapToDouble(Response::reward).toArray());
    double logRatio = Moments.mean(group.stream().mapToDouble(Response::logRatio).toArray());
    double tokens = Moments.mean(group.stream().mapToDouble(Response::tokens).toArray());
    return group.stream()
        .map(
            r ->
                new Item(
                    r.name(),
                    r.context(),
                    r.reward() - reward,
                    r.logRatio() - logRatio,
                    r.tokens() - tokens))
        .toList();
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
