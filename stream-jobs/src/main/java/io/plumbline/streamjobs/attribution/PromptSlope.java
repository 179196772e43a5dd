package io.plumbline.streamjobs.attribution;

/**
 * The slope of learned on stated feedback over the contexts of one prompt.
 *
 * @param prompt its name
 * @param contexts number of contexts whose candidates differ in stated feedback
 */
public record PromptSlope(String prompt, double slope, int contexts) {}
