/**
 * Where the learned feedback sits: the log-ratio of the policy taken apart at the decision
 * position, where the word is chosen, into activations and unembedding, layers, one direction, and
 * features of the change.
 *
 * <p>Symbols: h is the final residual stream at a decision position, f the final norm of h, W_U the
 * unembedding, t a checkpoint and 0 the base, sigma_0 the norm scale of h_0, dx = (h_t - h_0) /
 * sigma_0.
 */
package io.plumbline.streamjobs.attribution;
