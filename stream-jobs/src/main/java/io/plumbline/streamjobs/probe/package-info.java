/**
 * Probes from features to learned feedback.
 *
 * <p>The signed activation deltas and the ridge probe on them are those of Marks et al.,
 * "Interpreting Learned Feedback Patterns in Large Language Models" (arXiv 2310.08164).
 */
package io.plumbline.streamjobs.probe;
