package io.plumbline.extractor.model;

/**
 * One token of one sequence of a batch.
 *
 * @param sequence index of the sequence in the batch
 * @param position index of the token in the sequence
 */
public record Row(int sequence, int position) {}
