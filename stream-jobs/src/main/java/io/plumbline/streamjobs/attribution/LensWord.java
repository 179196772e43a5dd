package io.plumbline.streamjobs.attribution;

/**
 * What a direction makes of a token.
 *
 * @param text the token as text
 * @param weight change of its logit, less the mean over all tokens of the lens
 */
public record LensWord(String text, double weight) {}
