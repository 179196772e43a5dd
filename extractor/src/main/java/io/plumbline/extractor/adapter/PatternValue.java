package io.plumbline.extractor.adapter;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A value for the modules that a pattern names, as in PEFT's {@code rank_pattern} and {@code
 * alpha_pattern}: a regular expression that a module's name has to end with, from the start of one
 * of its parts on.
 *
 * @param pattern matches whole names
 */
record PatternValue(Pattern pattern, double value) {
  /**
   * Reads one entry.
   *
   * @throws java.util.regex.PatternSyntaxException if the key is no regular expression
   */
  static PatternValue of(String key, double value) {
    return new PatternValue(Pattern.compile("(?:.*\\.)?(?:" + key + ")"), value);
  }

  /** The value of the first pattern that matches, as in PEFT, or the default. */
  static double find(List<PatternValue> patterns, String module, double otherwise) {
    return patterns.stream()
        .filter(entry -> entry.pattern().matcher(module).matches())
        .findFirst()
        .map(PatternValue::value)
        .orElse(otherwise);
  }
}
