package io.plumbline.extractor.capture;

import io.plumbline.extractor.model.HookPoint;
import java.util.List;
import java.util.SortedMap;

/**
 * What reading a text gave.
 *
 * @param rows for each hook the vectors at the reading's rows, {@code [rows, d_model]}
 * @param decisions for each decision hook the vectors at its decisions, {@code [decisions,
 *     d_model]}
 * @param logProbs for each choice its tokens' natural log-probabilities
 */
record ReadingResult(
    SortedMap<HookPoint, List<float[]>> rows,
    SortedMap<HookPoint, List<float[]>> decisions,
    List<float[]> logProbs) {}
