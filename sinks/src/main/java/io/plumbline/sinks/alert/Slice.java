package io.plumbline.sinks.alert;

import java.util.Locale;

/**
 * The contexts with one tag, as the policy probe sees them.
 *
 * @param tag as {@code topic=food}
 * @param slope of the learned on the stated feedback in them
 * @param high upper end of the slope's bootstrap interval over prompts
 * @param p how often any slice differs as much from the rest where tags are exchanged at random
 */
record Slice(String tag, double slope, double high, double p) {
  static final String SLOPE = "slope.tag.";
  static final String P = "p.tag.";

  /** Part of the slope over all contexts that this slice lacks even at its interval's upper end. */
  double lacks(double overall) {
    return 1 - high / overall;
  }

  /** As people read it. */
  String text() {
    return String.format(
        Locale.ROOT, "%s with slope %.2f (at most %.2f), p %.3f", tag, slope, high, p);
  }
}
