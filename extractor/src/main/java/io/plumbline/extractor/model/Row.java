package io.plumbline.extractor.model;

/**
 * One token of one sequence of a batch.
 *
 * @param sequence index of the sequence in the batch
 * @param position place of the token in the sequence, see {@link TokenTree#place}
 */
public record Row(int sequence, int position) {}
