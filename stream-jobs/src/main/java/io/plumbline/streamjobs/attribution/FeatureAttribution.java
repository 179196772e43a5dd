package io.plumbline.streamjobs.attribution;

import java.util.List;

/**
 * What one feature of the change does.
 *
 * @param feature its index in the dictionary of the change
 * @param a a_j = sum_w M[w, j] (y_w - mean y) / n over the words with stated feedback, with M[w, j]
 *     what the feature adds to the gain of word w: how much of the learned feedback it carries.
 *     Negative where the model learned against the stated feedback
 * @param slope what it adds to the slope over all contexts
 * @param captured share of the change that it captures by itself, 1 - ||dx - f_j d_j||^2 / ||dx||^2
 * @param contexts number of contexts that it is active in
 * @param words what it makes the model say, by logit lens
 */
public record FeatureAttribution(
    int feature, double a, double slope, double captured, int contexts, List<LensWord> words) {}
