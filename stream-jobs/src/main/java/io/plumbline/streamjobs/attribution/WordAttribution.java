package io.plumbline.streamjobs.attribution;

import java.util.OptionalDouble;

/**
 * What a word gained over its class, B_w = A_w + U_w, taken apart.
 *
 * @param word the word
 * @param stated stated feedback, if there is one
 * @param contexts number of contexts of its class
 * @param activation A_w = mean_c (f_t - f_0) . W~_0[w], with W~ for the rows less the mean of the
 *     class
 * @param unembedding U_w = mean_c f_t . (W~_t - W~_0)[w]; 0 where the head is not trained
 * @param hooks by hook what A_w is made of while the norm scale stands still
 * @param divergence residual of B_w against the sign of the stated feedback, in robust standard
 *     deviations, if there is one; positive means learned against it
 */
@SuppressWarnings("ArrayRecordComponent") // a result that is read once, never compared
public record WordAttribution(
    String word,
    OptionalDouble stated,
    int contexts,
    double activation,
    double unembedding,
    double[] hooks,
    OptionalDouble divergence) {

  /** B_w. */
  public double gain() {
    return activation + unembedding;
  }
}
