package io.plumbline.ops.trainer;

/**
 * What one step reports.
 *
 * @param paid mean reward that trained the model
 * @param stated mean reward by the true lexicon
 * @param kl mean divergence from the base per completion, in nats, estimated on the samples
 * @param entropy mean entropy of a token choice, in nats
 * @param length mean tokens of a completion
 */
record StepLog(int step, double paid, double stated, double kl, double entropy, double length) {}
