package io.plumbline.streamjobs.probe;

/** How a probe lives through a run. */
public enum Life {
  /** Fitted at the first checkpoint and applied to the later ones. */
  FROZEN,
  /** Fitted afresh at every checkpoint. */
  REFIT,
  /** Carried from the checkpoint before, scored, and only then updated. */
  INCREMENTAL
}
