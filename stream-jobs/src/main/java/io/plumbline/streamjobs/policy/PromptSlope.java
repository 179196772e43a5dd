package io.plumbline.streamjobs.policy;

import java.util.OptionalDouble;

/**
 * The slope of learned on stated feedback over the contexts of one prompt.
 *
 * @param prompt its name
 * @param slope sum of the contexts' numerators over that of their denominators
 * @param error standard error of the slope over contexts, of which there must be two
 * @param contexts number of contexts that have a slope
 * @param mass mean probability of these contexts' candidates at the base, where they are weighted
 *     by it
 * @param gain mean margin of its pairs, or mean log-ratio per token of its scored texts, those
 *     without a slope included; nothing of words and groups
 */
public record PromptSlope(
    String prompt,
    double slope,
    OptionalDouble error,
    int contexts,
    OptionalDouble mass,
    OptionalDouble gain) {}
