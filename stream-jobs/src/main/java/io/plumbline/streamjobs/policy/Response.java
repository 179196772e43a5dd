package io.plumbline.streamjobs.policy;

/**
 * A response to a prompt with its log-ratio.
 *
 * @param name of the response or its item
 * @param context that it belongs to
 * @param text the response itself
 * @param reward stated feedback; NaN where there is none
 * @param base log pi_0 of the response, summed over its tokens
 * @param tuned log pi_t, likewise
 * @param tokens number of its tokens
 */
public record Response(
    String name,
    Context context,
    String text,
    double reward,
    double base,
    double tuned,
    int tokens) {

  /** log pi_t - log pi_0, the implicit reward up to a constant of the prompt. */
  double logRatio() {
    return tuned - base;
  }

  boolean finite() {
    return Double.isFinite(logRatio());
  }
}
