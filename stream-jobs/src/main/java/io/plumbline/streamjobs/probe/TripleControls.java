package io.plumbline.streamjobs.probe;

import java.util.List;

/**
 * What the scores of triples are held against, by row of the triples.
 *
 * @param raw the activations that the features were computed from
 * @param distances of each row's activations from the neutral ones of its triple
 * @param texts that end in each row's word
 */
@SuppressWarnings("ArrayRecordComponent") // carried through, never compared
public record TripleControls(RawRows raw, double[] distances, List<String> texts) {}
