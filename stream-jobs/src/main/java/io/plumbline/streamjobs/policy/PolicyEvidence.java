package io.plumbline.streamjobs.policy;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * The policy's side of the evidence on one checkpoint, summed context by context. Sums are plain
 * and sequential: feed contexts in a canonical order.
 *
 * <p>With p_w = pi_0(w|c) and d_w = log pi_t(w|c) - log pi_0(w|c) of the candidates w of context c:
 * the sums of {@link SlopeSums} by unit, and by word B_w, how much more likely than its
 * alternatives the word became ({@link GainSystem}).
 */
public final class PolicyEvidence implements Evidence {
  private final PolicyWords words;
  private final double minMass;
  private final GainSystem system;
  private final boolean systemKnown;
  private final double[] moments;
  private double[] gains;
  private final SlopeCells cells = new SlopeCells();
  private int contexts;
  private int faint;
  private int notFinite;
  private double[] p = new double[0];
  private double[] y = new double[0];
  private double[] d = new double[0];

  /**
   * No evidence yet.
   *
   * @param words what candidates refer to
   * @param minMass contexts whose candidates have less probability at the base than this, in total,
   *     are left out
   */
  public PolicyEvidence(PolicyWords words, double minMass) {
    this(words, minMass, Optional.empty());
  }

  /**
   * No evidence yet.
   *
   * @param words what candidates refer to
   * @param minMass as above
   * @param known the {@link #system} of another checkpoint of the run, all of whose contexts will
   *     be added here; nothing to build it anew
   */
  public PolicyEvidence(PolicyWords words, double minMass, Optional<GainSystem> known) {
    this.words = words;
    this.minMass = minMass;
    this.system = known.orElseGet(() -> new GainSystem(words.size()));
    this.systemKnown = known.isPresent();
    this.moments = new double[words.size()];
  }

  /**
   * Adds one context. It is left out, and counted, where its candidates are too improbable or a
   * log-probability is not finite.
   *
   * @param context which one
   * @param candidates indices of words, each once
   * @param base log pi_0 of each candidate
   * @param tuned log pi_t of each candidate
   * @throws IllegalArgumentException if the arrays differ in length
   */
  public void add(Context context, int[] candidates, float[] base, float[] tuned) {
    int n = candidates.length;
    if (base.length != n || tuned.length != n) {
      throw new IllegalArgumentException(
          n + " candidates with " + base.length + " and " + tuned.length + " log-probabilities");
    }
    if (p.length < n) {
      p = new double[n];
      y = new double[n];
      d = new double[n];
    }
    contexts++;
    gains = null;
    double mass = 0;
    double shift = 0;
    for (int i = 0; i < n; i++) {
      p[i] = StrictMath.exp(base[i]);
      y[i] = words.stated(candidates[i]);
      d[i] = (double) tuned[i] - base[i];
      mass += p[i];
      shift += p[i] * d[i];
    }
    if (!Double.isFinite(mass) || !Double.isFinite(shift)) {
      notFinite++;
    } else if (mass == 0 || mass < minMass) {
      faint++;
    } else {
      if (!systemKnown) {
        system.add(candidates, p, mass);
      }
      for (int i = 0; i < n; i++) {
        moments[candidates[i]] += p[i] * (d[i] - shift / mass);
      }
      ContextFit fit = ContextFit.of(p, y, d, n);
      cells.add(context, fit, OptionalDouble.of(fit.weight()), OptionalDouble.empty());
    }
  }

  /** The base's side of the fit, which all checkpoints of a run share; nothing more is added. */
  public GainSystem system() {
    return system;
  }

  /** B_w; NaN where nothing is known of the word. */
  public double gain(int word) {
    if (gains == null) {
      gains = system.solve(moments);
    }
    return gains[word];
  }

  @Override
  public SlopeCells cells() {
    return cells;
  }

  @Override
  public LearnedFeedback learned() {
    int n = words.size();
    List<String> names = IntStream.range(0, n).mapToObj(words::word).toList();
    return new LearnedFeedback(
        names,
        IntStream.range(0, n).mapToDouble(words::stated).toArray(),
        IntStream.range(0, n).mapToDouble(this::gain).toArray(),
        names.stream().mapToDouble(String::length).toArray(),
        DoubleStream.generate(() -> Double.NaN).limit(n).toArray(),
        IntStream.range(0, n).map(system::contexts).toArray(),
        names,
        LearnedFeedback.Scale.LEXICON);
  }

  /** Whether anything is known of a word. */
  public boolean has(int word) {
    return system.has(word);
  }

  @Override
  public int contexts() {
    return contexts;
  }

  /** Number of contexts left out because their candidates are too improbable. */
  public int faintContexts() {
    return faint;
  }

  @Override
  public int brokenContexts() {
    return notFinite;
  }
}
