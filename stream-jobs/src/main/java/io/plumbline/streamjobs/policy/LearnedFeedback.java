package io.plumbline.streamjobs.policy;

import java.util.List;
import java.util.stream.IntStream;

/**
 * What a policy learned of items, words or responses, beside what was stated of them.
 *
 * @param items names, in an order that is the same at every checkpoint
 * @param stated y by item: 0 for a neutral one, NaN where there is none
 * @param gains B by item; NaN where nothing is known of it
 * @param lengths of the items' texts, on the footing of the stated feedback; for the control
 * @param words what the words of the items' texts say, on the same footing, learned on other
 *     groups; NaN where nothing can be learned, as of single words, which have none in common
 * @param contexts number of contexts behind each gain
 * @param groups what the items are resampled by
 * @param scale how the stated feedback is to be read
 */
@SuppressWarnings("ArrayRecordComponent") // carried through, never compared
public record LearnedFeedback(
    List<String> items,
    double[] stated,
    double[] gains,
    double[] lengths,
    double[] words,
    int[] contexts,
    List<String> groups,
    Scale scale) {

  /**
   * How stated feedback is to be read.
   *
   * @param origin what was taken from it so that 0 is neither good nor bad
   * @param unit a unit of it; on the scale of a sentiment lexicon, from -4 to 4, it is 1
   * @param mirrored whether items are differences with an arbitrary order, so that (-y, -B) is as
   *     good an observation as (y, B)
   */
  public record Scale(double origin, double unit, boolean mirrored) {
    /** The scale of a sentiment lexicon. */
    static final Scale LEXICON = new Scale(0, 1, false);
  }

  /** Items of which something is known and stated, and not neutral. */
  int[] signed() {
    return IntStream.range(0, gains.length)
        .filter(i -> !Double.isNaN(gains[i]) && !Double.isNaN(stated[i]) && stated[i] != 0)
        .toArray();
  }

  /** Items of which something is known and that are stated to be neutral. */
  int[] neutral() {
    return IntStream.range(0, gains.length)
        .filter(i -> !Double.isNaN(gains[i]) && stated[i] == 0)
        .toArray();
  }

  /** Items of which something is known. */
  int[] known() {
    return IntStream.range(0, gains.length).filter(i -> !Double.isNaN(gains[i])).toArray();
  }
}
