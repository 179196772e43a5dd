package io.plumbline.streamjobs.policy;

/** What the log-ratios of the policy against the base say at one checkpoint, of one form. */
public interface Evidence {
  /** Number of contexts, those left out included. */
  int contexts();

  /** Number of contexts left out because a log-probability is not finite. */
  int brokenContexts();

  /** What was learned, item by item. */
  LearnedFeedback learned();

  /** Slopes of learned on stated feedback by context, prompt and tag. */
  SlopeCells cells();
}
