package io.plumbline.streamjobs.policy;

import java.util.OptionalDouble;

/**
 * The slope of learned on stated feedback of one context.
 *
 * @param context which one
 * @param slope of the least squares over its candidates
 * @param error standard error of the slope
 * @param mass probability of the candidates at the base, where they are weighted by it
 * @param candidates number of candidates with stated feedback
 */
public record ContextSlope(
    Context context, double slope, double error, OptionalDouble mass, int candidates) {}
