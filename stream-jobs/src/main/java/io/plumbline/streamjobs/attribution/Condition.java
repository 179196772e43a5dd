package io.plumbline.streamjobs.attribution;

import io.plumbline.streamjobs.stats.Estimate;
import java.util.List;

/**
 * A feature of the base under which less of the feedback, or the reverse of it, was learned.
 *
 * @param feature its index in the dictionary of the base's activations
 * @param correlation over prompts, of its mean activation with the rank of the slope
 * @param p share of permutations of the slopes in which the smallest correlation of any feature is
 *     as small
 * @param relativeSlope slope of the prompts where it fires at least half as strongly as anywhere,
 *     over the slope of all
 * @param prompts those prompts, the strongest first
 * @param words what the feature makes the model say, by logit lens
 */
public record Condition(
    int feature,
    double correlation,
    double p,
    Estimate relativeSlope,
    List<String> prompts,
    List<LensWord> words) {}
