package io.plumbline.extractor.safetensors;

import java.util.regex.Pattern;

/**
 * The head of a value function on a language model, as trainers of PPO save it beside the model's
 * own tensors: {@code v_head} in TRL, {@code value_head} and {@code score} elsewhere. Its output is
 * no part of the policy.
 */
public final class ValueHead {
  private static final Pattern NAME =
      Pattern.compile("(?:.*\\.)?(?:v_head|value_head|score)\\..+|value_model\\..+");

  private ValueHead() {}

  /** Whether a tensor belongs to a value head, or to a value model saved along. */
  public static boolean owns(String tensor) {
    return NAME.matcher(tensor).matches();
  }
}
