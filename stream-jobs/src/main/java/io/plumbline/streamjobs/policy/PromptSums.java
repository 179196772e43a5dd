package io.plumbline.streamjobs.policy;

import java.util.OptionalDouble;

/** Sums over the contexts of one prompt. */
final class PromptSums {
  private final RatioSums slopes = new RatioSums();
  private double mass;
  private int weighted;
  private double gain;
  private int gains;

  void add(ContextFit fit, OptionalDouble itsMass, OptionalDouble itsGain) {
    if (fit.sloped()) {
      slopes.add(fit.numerator(), fit.denominator());
      mass += itsMass.orElse(0);
      weighted += itsMass.isPresent() ? 1 : 0;
    }
    gain += itsGain.orElse(0);
    gains += itsGain.isPresent() ? 1 : 0;
  }

  /** Number of contexts that have a slope. */
  int sloped() {
    return slopes.units();
  }

  PromptSlope of(String prompt) {
    return new PromptSlope(
        prompt,
        slopes.slope(),
        slopes.error(),
        slopes.units(),
        mean(mass, weighted),
        mean(gain, gains));
  }

  private static OptionalDouble mean(double sum, int count) {
    return count == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / count);
  }
}
