package io.plumbline.extractor.model;

import io.plumbline.schemas.UserError;
import java.util.Arrays;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A place in a model where a vector of d_model numbers per token can be captured.
 *
 * @param layer index of the layer, from 0
 * @param kind place within the layer
 */
public record HookPoint(int layer, HookKind kind) implements Comparable<HookPoint> {
  private static final Pattern NAME = Pattern.compile("blocks\\.(\\d{1,4})\\.(\\w+)");
  private static final Comparator<HookPoint> ORDER =
      Comparator.comparingInt(HookPoint::layer).thenComparing(HookPoint::kind);

  /**
   * Reads a TransformerLens name, such as {@code blocks.3.hook_mlp_out}.
   *
   * @throws UserError if it is none
   */
  public static HookPoint parse(String name) {
    Matcher matcher = NAME.matcher(name.strip());
    if (matcher.matches()) {
      for (HookKind kind : HookKind.values()) {
        if (kind.hookName().equals(matcher.group(2))) {
          return new HookPoint(Integer.parseInt(matcher.group(1)), kind);
        }
      }
    }
    throw new UserError(
        "there is no hook '"
            + name
            + "'; hooks are blocks.LAYER.KIND, where KIND is one of "
            + Arrays.stream(HookKind.values())
                .map(HookKind::hookName)
                .collect(Collectors.joining(", ")));
  }

  /** The TransformerLens name. */
  public String name() {
    return "blocks." + layer + "." + kind.hookName();
  }

  @Override
  public int compareTo(HookPoint other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return name();
  }
}
