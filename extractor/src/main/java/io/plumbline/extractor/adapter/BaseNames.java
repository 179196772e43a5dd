package io.plumbline.extractor.adapter;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds parameters of the base by the names of modules. The two differ where a base was saved
 * without its outermost module, and in the head, which newer versions of transformers call {@code
 * lm_head} in every model and still save under the name of old.
 *
 * @param tensors names of the base's tensors
 * @param head name of the tensor that holds the base's unembedding
 */
record BaseNames(Set<String> tensors, String head) {
  private static final String MODULE_OF_HEAD = "lm_head.weight";

  /** The base's tensor for a parameter, if there is exactly one that fits. */
  Optional<String> find(String parameter) {
    if (tensors.contains(parameter)) {
      return Optional.of(parameter);
    }
    if (parameter.equals(MODULE_OF_HEAD)) {
      return Optional.of(head);
    }
    List<String> fitting =
        tensors.stream()
            .filter(name -> parameter.endsWith("." + name) || name.endsWith("." + parameter))
            .toList();
    return fitting.size() == 1 ? Optional.of(fitting.get(0)) : Optional.empty();
  }
}
