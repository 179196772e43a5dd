/**
 * Sparse autoencoders that learn a dictionary of features from activations.
 *
 * <p>The form is that of Marks et al., "Interpreting Learned Feedback Patterns in Large Language
 * Models" (arXiv 2310.08164): f = ReLU(W x + b_e), x' = W' f + b_d, rows of W of unit norm.
 */
package io.plumbline.streamjobs.dictionary;
