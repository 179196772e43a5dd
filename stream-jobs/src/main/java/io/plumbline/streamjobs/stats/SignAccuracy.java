package io.plumbline.streamjobs.stats;

import java.util.Optional;

/** Share of values whose sign is right. */
public final class SignAccuracy {
  private SignAccuracy() {}

  /**
   * Share of predictions with the sign of what they predict, among those where that is not 0. A
   * prediction of 0 is wrong.
   *
   * @return no value for fewer than 3 predictions, where they are constant or not finite, or where
   *     all truths are 0 or one is not finite
   * @throws IllegalArgumentException if the samples differ in length
   */
  public static Statistic of(double[] predicted, double[] truth) {
    Samples.requireEqualLength(predicted.length, truth.length);
    Optional<String> degenerate = Samples.degenerate("predictions", predicted);
    if (degenerate.isPresent()) {
      return Statistic.undefined(degenerate.get());
    }
    if (!Samples.finite(truth)) {
      return Statistic.undefined("the input is not finite");
    }
    int right = 0;
    int signed = 0;
    for (int i = 0; i < truth.length; i++) {
      if (truth[i] != 0) {
        signed++;
        right += Math.signum(predicted[i]) == Math.signum(truth[i]) ? 1 : 0;
      }
    }
    return signed == 0
        ? Statistic.undefined("no value has a sign")
        : Statistic.of((double) right / signed);
  }
}
