package io.plumbline.extractor.safetensors;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What trainers of PPO save beside a policy: a head on its trunk that says what a state is worth
 * ({@code v_head} in TRL, {@code value_head} or {@code score} elsewhere), or a whole value model.
 * Neither is part of the policy.
 */
public final class ValueHead {
  private static final Pattern MODEL = Pattern.compile("(?:value_model|critic_backbone)\\..+");
  private static final Pattern HEAD = Pattern.compile("(?:.*\\.)?(?:v_head|value_head|score)\\..+");

  /** Files of its own: LLaMA-Factory's, which call it so whether or not they are pickles. */
  private static final List<String> FILES = List.of("value_head.safetensors", "value_head.bin");

  /** What TRL writes the value head of an adapted model to, beside the adapter. */
  private static final String BESIDE_ADAPTER = "pytorch_model.bin";

  private ValueHead() {}

  /** Whether a tensor belongs to a value head or a value model. */
  public static boolean owns(String tensor) {
    return MODEL.matcher(tensor).matches() || HEAD.matcher(tensor).matches();
  }

  /** Whether a tensor belongs to a value head on the policy's own trunk. */
  public static boolean isOnTrunk(String tensor) {
    return HEAD.matcher(tensor).matches() && !MODEL.matcher(tensor).matches();
  }

  /** Whether a value head lies in a file of its own beside a model's weights. */
  public static boolean liesBesideModel(Path directory) {
    return FILES.stream().anyMatch(name -> Files.exists(directory.resolve(name)));
  }

  /** Whether a value head lies in a file of its own beside an adapter. */
  public static boolean liesBesideAdapter(Path directory) {
    return liesBesideModel(directory) || Files.exists(directory.resolve(BESIDE_ADAPTER));
  }
}
