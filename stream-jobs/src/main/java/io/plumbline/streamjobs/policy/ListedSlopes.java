package io.plumbline.streamjobs.policy;

import java.util.List;

/**
 * The lowest slopes of a checkpoint one by one, and what is left out of them and of those by tag.
 *
 * @param prompts the lowest first
 * @param promptsLeftOut number of prompts with a slope that are not among these
 * @param contexts of three or more candidates, the lowest first
 * @param contextsLeftOut number of such contexts with a slope that are not among these
 * @param contextsWithoutSlope number of contexts whose candidates are too improbable or do not
 *     differ in stated feedback
 * @param tags tags without scores
 */
public record ListedSlopes(
    List<PromptSlope> prompts,
    int promptsLeftOut,
    List<ContextSlope> contexts,
    int contextsLeftOut,
    int contextsWithoutSlope,
    TagSlopes.LeftOut tags) {
  /** Prompts that are listed, and contexts. */
  static final int MOST = 1000;

  static ListedSlopes of(Evidence evidence, TagSlopes.LeftOut tags) {
    SlopeCells cells = evidence.cells();
    Lowest<PromptSlope> prompts = new Lowest<>(MOST);
    cells.promptSlopes().forEach(prompt -> prompts.add(prompt.slope(), prompt));
    return new ListedSlopes(
        prompts.entries(),
        prompts.leftOut(),
        cells.contexts().entries(),
        cells.contexts().leftOut(),
        evidence.contexts() - cells.sloped(),
        tags);
  }
}
