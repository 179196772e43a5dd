package io.plumbline.streamjobs.attribution;

import io.plumbline.schemas.digest.Sha256;
import io.plumbline.schemas.settings.DictionaryKind;
import io.plumbline.streamjobs.dictionary.TrainingOptions;

/**
 * What determines the attribution, beside its input.
 *
 * @param minMass contexts whose candidates have less probability than this at the base are left out
 * @param huberK residuals beyond this many scales weigh less
 * @param resamples behind an interval; 0 for none
 * @param changeFeatures features of the dictionary of the change
 * @param changeK most active of them in a context
 * @param changeCheckpoints tuned checkpoints that it is trained on
 * @param conditionFeatures features of the dictionary of the base's activations
 * @param conditionK most active of them in a context
 * @param permutations behind the p of a condition
 * @param learningRate Adam's step size
 * @param bufferRows rows of the shuffle buffer
 * @param reuse how often a row is used in training, on average
 * @param runDigest digest of the run, from which all seeds derive
 */
public record AttributionOptions(
    double minMass,
    double huberK,
    int resamples,
    int changeFeatures,
    int changeK,
    int changeCheckpoints,
    int conditionFeatures,
    int conditionK,
    int permutations,
    double learningRate,
    int bufferRows,
    double reuse,
    String runDigest) {
  /** Small, because decision positions are few: more steps for as many rows. */
  private static final int BATCH_ROWS = 64;

  long seed(String purpose) {
    return Sha256.seed(runDigest, purpose);
  }

  TrainingOptions ofChange(int width) {
    return training(width, changeFeatures, changeK, false, "attribution/change");
  }

  TrainingOptions ofConditions(int width) {
    return training(width, conditionFeatures, conditionK, true, "attribution/conditions");
  }

  private TrainingOptions training(int width, int features, int k, boolean biases, String purpose) {
    return new TrainingOptions(
        DictionaryKind.TOPK,
        width,
        features,
        k,
        0,
        learningRate,
        BATCH_ROWS,
        bufferRows,
        reuse,
        biases,
        seed(purpose));
  }
}
