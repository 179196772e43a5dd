package io.plumbline.ops.replay;

/**
 * What a derived topic holds of a run.
 *
 * @param records number of different records
 * @param duplicates number of records that were there before, byte for byte
 * @param digest SHA-256 over them in canonical order
 */
public record DerivedTopic(int records, int duplicates, String digest) {}
