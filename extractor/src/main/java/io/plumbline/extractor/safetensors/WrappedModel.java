package io.plumbline.extractor.safetensors;

import io.plumbline.schemas.safetensors.TensorSource;
import java.util.Collection;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Weights that were saved from another module than the model: a wrapper of the trainer puts a
 * prefix before the model's names, and may add a value head; the model's own base lacks a prefix.
 */
public final class WrappedModel {
  /** TRL's value-head models and PPO, data parallelism, and torch.compile. */
  private static final Pattern PREFIXES =
      Pattern.compile("(?:(?:pretrained_model|policy|module|_orig_mod)\\.)+");

  private static final String MODULE_OF_HEAD = "lm_head.weight";

  private WrappedModel() {}

  /**
   * The model's own tensors under the names that the model gives them.
   *
   * @param parameters names that the model gives
   * @param head name of the tensor that holds an unembedding of its own, which wrappers call by the
   *     name of its module
   */
  public static TensorSource unwrapped(
      TensorSource weights, Collection<String> parameters, String head) {
    SortedMap<String, String> originals = new TreeMap<>();
    for (String name : weights.names()) {
      String own = PREFIXES.matcher(name).lookingAt() ? withoutPrefix(name) : name;
      if (!ValueHead.owns(own)) {
        originals.put(own, name);
      }
    }
    parameters.forEach(parameter -> complete(originals, parameter));
    String saved = originals.remove(MODULE_OF_HEAD);
    if (saved != null) {
      originals.putIfAbsent(head, saved);
    }
    return new RenamedTensors(weights, originals);
  }

  /**
   * A base that was saved by itself, as GPT-2 was published, lacks the name of the outermost
   * module.
   */
  private static void complete(SortedMap<String, String> originals, String parameter) {
    String bare = parameter.substring(parameter.indexOf('.') + 1);
    if (originals.containsKey(bare) && !originals.containsKey(parameter)) {
      originals.put(parameter, originals.remove(bare));
    }
  }

  private static String withoutPrefix(String name) {
    return PREFIXES.matcher(name).replaceFirst("");
  }
}
