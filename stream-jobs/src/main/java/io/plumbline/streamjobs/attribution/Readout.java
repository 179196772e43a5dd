package io.plumbline.streamjobs.attribution;

import io.plumbline.streamjobs.linalg.FloatMatrix;

/**
 * How a checkpoint turns its final residual stream into logits of the words.
 *
 * @param norm its final norm
 * @param rows rows of its unembedding, {@code [words, d_model]}
 */
public record Readout(FinalNorm norm, FloatMatrix rows) {}
