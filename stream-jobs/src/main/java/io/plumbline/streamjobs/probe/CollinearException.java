package io.plumbline.streamjobs.probe;

/** The regressors are collinear, so that a fit without a penalty is not unique. */
public final class CollinearException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CollinearException() {
    super("the regressors are collinear; a lambda above 0 makes the fit unique");
  }
}
