package io.plumbline.schemas.settings;

import io.plumbline.schemas.UserError;
import java.util.Locale;
import java.util.function.Function;

/**
 * One setting of a run, declared once.
 *
 * @param name dotted name, as given to {@code --set}
 * @param defaultValue value where none is given
 * @param parser from text; throws IllegalArgumentException with what is allowed
 * @param allowed what is allowed, in words
 * @param description what it does
 */
public record Setting<T>(
    String name, T defaultValue, Function<String, T> parser, String allowed, String description) {

  /**
   * Reads a value.
   *
   * @throws UserError naming the setting and what is allowed
   */
  public T parse(String text) {
    try {
      return parser.apply(text.strip());
    } catch (IllegalArgumentException e) {
      throw new UserError("setting " + name + " cannot be '" + text + "'; it takes " + allowed, e);
    }
  }

  /** A whole number from {@code low} to {@code high}. */
  public static Setting<Integer> integer(
      String name, int defaultValue, int low, int high, String description) {
    return new Setting<>(
        name,
        defaultValue,
        text -> {
          int value = Integer.parseInt(text);
          require(value >= low && value <= high);
          return value;
        },
        "a whole number from " + low + " to " + high,
        description);
  }

  /** A finite number from {@code low} to {@code high}. */
  public static Setting<Double> number(
      String name, double defaultValue, double low, double high, String description) {
    return new Setting<>(
        name,
        defaultValue,
        text -> {
          double value = Double.parseDouble(text);
          require(value >= low && value <= high);
          return value;
        },
        "a number from " + low + " to " + high,
        description);
  }

  /** One of the names of an enum, in lower case with hyphens. */
  public static <E extends Enum<E>> Setting<E> choice(
      String name, E defaultValue, Class<E> type, String description) {
    StringBuilder allowed = new StringBuilder("one of");
    for (E constant : type.getEnumConstants()) {
      allowed.append(' ').append(text(constant));
    }
    return new Setting<>(
        name,
        defaultValue,
        text -> Enum.valueOf(type, text.toUpperCase(Locale.ROOT).replace('-', '_')),
        allowed.toString(),
        description);
  }

  /** The canonical text of a value. */
  static String text(Object value) {
    if (value instanceof Enum<?> constant) {
      return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
    return String.valueOf(value);
  }

  private static void require(boolean holds) {
    if (!holds) {
      throw new IllegalArgumentException("out of range");
    }
  }
}
