package io.plumbline.streamjobs.probe;

import java.util.List;

/**
 * What the scores of pairs are held against, by row of the pairs.
 *
 * @param raw the activations that the features were computed from
 * @param texts the responses
 */
public record PairControls(RawRows raw, List<String> texts) {}
