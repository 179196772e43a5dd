package io.plumbline.streamjobs.attribution;

import io.plumbline.streamjobs.linalg.FloatMatrix;
import java.util.List;

/**
 * Some contexts, with what the base and a checkpoint hold at their decision positions.
 *
 * @param prompts what each context belongs to
 * @param words the words that any of them chooses between, ascending
 * @param logProbs log pi_0 of these words, {@code [contexts, words]}; NaN where a word is no
 *     candidate
 * @param base final residual stream of the base, {@code [contexts, d_model]}
 * @param tuned the same of the checkpoint
 * @param hooks other activations, by hook
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record ContextBlock(
    List<String> prompts,
    int[] words,
    FloatMatrix logProbs,
    FloatMatrix base,
    FloatMatrix tuned,
    List<HookPair> hooks) {
  /**
   * Activations at one hook.
   *
   * @param base of the base, {@code [contexts, d_model]}
   * @param tuned of the checkpoint
   */
  public record HookPair(FloatMatrix base, FloatMatrix tuned) {}

  /** The final residual streams. */
  HookPair residuals() {
    return new HookPair(base, tuned);
  }

  /** Number of contexts. */
  int size() {
    return prompts.size();
  }
}
