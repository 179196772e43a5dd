package io.plumbline.extractor.model;

import java.util.List;
import java.util.SortedMap;

/**
 * What a forward pass gave.
 *
 * @param captures activations at each hook point, {@code [rows, d_model]} row-major, in the order
 *     of the request
 * @param logProbs natural logarithms for each prediction of the request, in the order of its tokens
 */
public record ForwardResult(SortedMap<HookPoint, float[]> captures, List<float[]> logProbs) {}
