package io.plumbline.streamjobs.probe;

/**
 * What determines a ridge probe, beside its input.
 *
 * @param lambda penalty
 * @param folds parts that the words are split into
 * @param decay weight that the incremental probe keeps for what it learned before
 * @param resamples behind an interval; 0 for none
 * @param runDigest digest of the run, from which all seeds derive
 */
public record DeltaRidgeOptions(
    double lambda, int folds, double decay, int resamples, String runDigest) {}
