package io.plumbline.extractor.adapter;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a tensor of an adapter's file is.
 *
 * @param module the module it belongs to, as the model calls it
 * @param embedding whether it is a factor for an embedding, which stores its weight transposed
 * @param parameter of a replacement: the name of the module's parameter, such as {@code weight}
 */
record AdapterTensor(Kind kind, String module, boolean embedding, String parameter) {
  private static final String PREFIX = "base_model.model.";
  private static final Pattern FACTOR =
      Pattern.compile("(.+)\\.lora_(embedding_)?([AB])(?:\\.default)?(?:\\.weight)?");
  private static final Pattern REPLACEMENT =
      Pattern.compile("(.+?)(?:\\.modules_to_save(?:\\.default)?|\\.base_layer)?\\.(weight|bias)");

  /** What a saved module replaces, which PEFT writes along with embeddings. */
  private static final Pattern REPLACED = Pattern.compile(".+\\.original_module\\.(?:weight|bias)");

  enum Kind {
    /** First factor of a low-rank change. */
    FACTOR_A,
    /** Second factor of a low-rank change. */
    FACTOR_B,
    /** Takes the place of a parameter of the base. */
    REPLACEMENT,
    /** A parameter of the base that another tensor takes the place of. */
    REPLACED,
    /** Something else. */
    UNKNOWN
  }

  static AdapterTensor of(String name) {
    String inner = name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
    Matcher factor = FACTOR.matcher(inner);
    if (factor.matches()) {
      Kind kind = factor.group(3).equals("A") ? Kind.FACTOR_A : Kind.FACTOR_B;
      return new AdapterTensor(kind, factor.group(1), factor.group(2) != null, "");
    }
    if (REPLACED.matcher(inner).matches()) {
      return new AdapterTensor(Kind.REPLACED, inner, false, "");
    }
    Matcher replacement = REPLACEMENT.matcher(inner);
    if (replacement.matches() && !inner.contains("lora_")) {
      return new AdapterTensor(Kind.REPLACEMENT, replacement.group(1), false, replacement.group(2));
    }
    return new AdapterTensor(Kind.UNKNOWN, inner, false, "");
  }
}
