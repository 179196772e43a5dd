package io.plumbline.extractor.model;

import java.util.List;
import java.util.SortedMap;

/**
 * What is to be computed in one forward pass.
 *
 * @param sequences texts, joined or each by itself; shorter sequences are padded on the right
 * @param captures rows wanted at each hook point
 * @param predictions log-probabilities wanted
 */
public record ForwardRequest(
    List<TokenTree> sequences,
    SortedMap<HookPoint, List<Row>> captures,
    List<Prediction> predictions) {}
