package io.plumbline.streamjobs.stats;

/**
 * An interval of confidence.
 *
 * @param low lower end
 * @param high upper end
 */
public record Interval(double low, double high) {}
