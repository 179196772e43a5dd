package io.plumbline.streamjobs.stats;

/**
 * The SplitMix64 generator (Steele, Lea, Flood, "Fast splittable pseudorandom number generators",
 * OOPSLA 2014). Its whole state is one number, so that it can be stored and taken up again.
 */
public final class SplitMix64 {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private long state;

  /**
   * A generator in a given state.
   *
   * @param state a seed, or the {@link #state()} of a generator to go on from
   */
  public SplitMix64(long state) {
    this.state = state;
  }

  public long state() {
    return state;
  }

  public long nextLong() {
    state += GOLDEN_GAMMA;
    long z = state;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** Uniform in [0, 1), a multiple of 2^-53. */
  public double nextDouble() {
    return (nextLong() >>> 11) * 0x1p-53;
  }

  /**
   * Uniform in 0 (inclusive) to {@code bound} (exclusive), without bias: draws below 2^64 mod bound
   * are thrown away.
   *
   * @throws IllegalArgumentException if the bound is not positive
   */
  public int nextInt(int bound) {
    if (bound <= 0) {
      throw new IllegalArgumentException("bound must be positive, not " + bound);
    }
    long threshold = Long.remainderUnsigned(-bound, bound);
    while (true) {
      long draw = nextLong();
      if (Long.compareUnsigned(draw, threshold) >= 0) {
        return (int) Long.remainderUnsigned(draw, bound);
      }
    }
  }

  /** Standard normal, by the Box-Muller transform of two uniform numbers. */
  public double nextGaussian() {
    double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - nextDouble()));
    return radius * StrictMath.cos(2 * StrictMath.PI * nextDouble());
  }
}
