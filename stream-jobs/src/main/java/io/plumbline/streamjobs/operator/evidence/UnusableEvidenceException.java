package io.plumbline.streamjobs.operator.evidence;

/** The records of a checkpoint do not fit together or to its run; the message says how. */
public final class UnusableEvidenceException extends Exception {
  private static final long serialVersionUID = 1L;

  UnusableEvidenceException(String message) {
    super(message);
  }
}
