package io.plumbline.streamjobs.attribution;

import io.plumbline.streamjobs.stats.Estimate;
import java.util.List;
import java.util.SortedMap;

/**
 * Where the learned feedback of one checkpoint sits.
 *
 * @param scores by name
 * @param controls what the scores are to be held against, by name
 * @param words in their order
 * @param towards what the learned direction makes the model say, by logit lens
 * @param away what it makes the model say less
 * @param features of the change, those that add most to the slope, up or down, first; empty where
 *     nothing has changed
 * @param conditions features of the base under which the least was learned, the least first
 * @param prompts all of them, the lowest slope first
 */
public record Attribution(
    SortedMap<String, Estimate> scores,
    SortedMap<String, Estimate> controls,
    List<WordAttribution> words,
    List<LensWord> towards,
    List<LensWord> away,
    List<FeatureAttribution> features,
    List<Condition> conditions,
    List<PromptSlope> prompts) {}
