/**
 * What the policy itself says of the learned feedback.
 *
 * <p>For tuning that is regularised towards the base, the optimal policy obeys r(x, y) = beta log
 * (pi_t(y|x) / pi_0(y|x)) + c(x): the log-ratio is the implicit reward (Rafailov et al., "Direct
 * Preference Optimization", arXiv 2305.18290).
 */
package io.plumbline.streamjobs.policy;
