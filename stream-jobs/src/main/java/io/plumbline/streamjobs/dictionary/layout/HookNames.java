package io.plumbline.streamjobs.dictionary.layout;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** TransformerLens names of the places that other libraries name in their own way. */
final class HookNames {
  /**
   * A module of transformers: {@code model.layers.5.mlp}, {@code transformer.h.5}, and the like.
   */
  private static final Pattern MODULE =
      Pattern.compile("(?:[\\w.]+\\.)?(?:layers|h|blocks)\\.(\\d+)(?:\\.(\\w+))?");

  private static final Map<String, String> MODULES =
      Map.of(
          "mlp", "hook_mlp_out",
          "attention", "hook_attn_out",
          "attn", "hook_attn_out",
          "self_attn", "hook_attn_out");

  /** As dictionary_learning names them: {@code resid_post_layer_8}. */
  private static final Pattern SUBMODULE = Pattern.compile("(\\w+)_layer_(\\d+)");

  private static final Map<String, String> SUBMODULES =
      Map.of(
          "resid_post", "hook_resid_post",
          "resid_pre", "hook_resid_pre",
          "mlp_out", "hook_mlp_out",
          "attn_out", "hook_attn_out",
          "attention_out", "hook_attn_out");

  private HookNames() {}

  /** The output of a module of transformers. */
  static Optional<String> ofModule(String name) {
    Matcher matcher = MODULE.matcher(name);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String kind = matcher.group(2) == null ? "hook_resid_post" : MODULES.get(matcher.group(2));
    return Optional.ofNullable(kind).map(hook -> "blocks." + matcher.group(1) + "." + hook);
  }

  /** A submodule as dictionary_learning names it. */
  static Optional<String> ofSubmodule(String name) {
    Matcher matcher = SUBMODULE.matcher(name);
    return matcher.matches()
        ? Optional.ofNullable(SUBMODULES.get(matcher.group(1)))
            .map(hook -> "blocks." + matcher.group(2) + "." + hook)
        : Optional.empty();
  }
}
