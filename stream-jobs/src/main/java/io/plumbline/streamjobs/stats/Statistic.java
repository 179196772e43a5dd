package io.plumbline.streamjobs.stats;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.DoubleUnaryOperator;

/**
 * The value of a statistic, or the reason why there is none. A value is always finite.
 *
 * @param value the value, if there is one
 * @param reason why there is no value, if there is none
 */
public record Statistic(OptionalDouble value, Optional<String> reason) {
  public Statistic {
    if (value.isPresent() == reason.isPresent()) {
      throw new IllegalArgumentException("a statistic has either a value or a reason");
    }
    if (reason.isPresent() && reason.get().isBlank()) {
      throw new IllegalArgumentException("a statistic without a value must say why");
    }
    if (value.isPresent() && !Double.isFinite(value.getAsDouble())) {
      throw new IllegalArgumentException("the value of a statistic must be finite");
    }
  }

  /**
   * A statistic with a value.
   *
   * @throws IllegalArgumentException if the value is not finite
   */
  public static Statistic of(double value) {
    return new Statistic(OptionalDouble.of(value), Optional.empty());
  }

  /** The value, or where it is not finite the reason that its input is not. */
  public static Statistic finite(double value) {
    return Double.isFinite(value) ? of(value) : undefined("the input is not finite");
  }

  public static Statistic undefined(String reason) {
    return new Statistic(OptionalDouble.empty(), Optional.of(reason));
  }

  public boolean isDefined() {
    return value.isPresent();
  }

  /**
   * The value.
   *
   * @throws java.util.NoSuchElementException if there is none
   */
  public double getAsDouble() {
    return value.getAsDouble();
  }

  public double orElse(double other) {
    return value.orElse(other);
  }

  /** A function of the value; the reason stays where there is none. */
  public Statistic map(DoubleUnaryOperator function) {
    return isDefined() ? finite(function.applyAsDouble(value.getAsDouble())) : this;
  }

  /** This minus another; the reason of the first that has no value where one has none. */
  public Statistic minus(Statistic other) {
    return other.isDefined() ? map(v -> v - other.getAsDouble()) : isDefined() ? other : this;
  }
}
