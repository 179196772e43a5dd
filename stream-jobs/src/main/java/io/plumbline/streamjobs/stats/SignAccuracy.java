package io.plumbline.streamjobs.stats;

/** Share of values whose sign is right. */
public final class SignAccuracy {
  private SignAccuracy() {}

  /**
   * Share of predictions with the sign of what they predict, among those where that is not 0. A
   * prediction of 0 is wrong.
   *
   * @return no value where all truths or all predictions are 0, or the input is not finite
   * @throws IllegalArgumentException if the samples differ in length
   */
  public static Statistic of(double[] predicted, double[] truth) {
    Samples.requireEqualLength(predicted.length, truth.length);
    if (!Samples.finite(predicted) || !Samples.finite(truth)) {
      return Statistic.undefined("the input is not finite");
    }
    int right = 0;
    int signed = 0;
    boolean anyPrediction = false;
    for (int i = 0; i < truth.length; i++) {
      anyPrediction |= predicted[i] != 0;
      if (truth[i] != 0) {
        signed++;
        right += Math.signum(predicted[i]) == Math.signum(truth[i]) ? 1 : 0;
      }
    }
    return signed == 0 || !anyPrediction
        ? Statistic.undefined("no value has a sign")
        : Statistic.of((double) right / signed);
  }
}
