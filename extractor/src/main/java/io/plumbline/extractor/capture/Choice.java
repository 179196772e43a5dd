package io.plumbline.extractor.capture;

import java.util.List;

/**
 * Log-probabilities wanted at one position of a text.
 *
 * @param position token that predicts
 * @param tokens ids that are predicted
 */
record Choice(int position, List<Integer> tokens) {}
