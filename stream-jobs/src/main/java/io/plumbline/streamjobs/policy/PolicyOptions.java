package io.plumbline.streamjobs.policy;

/**
 * What determines the policy probe, beside its input.
 *
 * @param huberK residuals beyond this many scales weigh less
 * @param resamples behind an interval; 0 for none
 * @param permutations behind a p value; 0 for none
 * @param runDigest digest of the run, from which all seeds derive
 */
public record PolicyOptions(double huberK, int resamples, int permutations, String runDigest) {}
