package io.plumbline.streamjobs.probe;

/**
 * What determines a probe of pairs, beside its input.
 *
 * @param lambda penalty of the logistic regression
 * @param rate first step of the online logistic regression
 * @param folds parts that the prompts are split into
 * @param resamples behind an interval; 0 for none
 * @param runDigest digest of the run, from which all seeds derive
 */
public record PairOptions(double lambda, double rate, int folds, int resamples, String runDigest) {}
