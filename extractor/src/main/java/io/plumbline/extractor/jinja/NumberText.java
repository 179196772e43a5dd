package io.plumbline.extractor.jinja;

import java.math.BigDecimal;
import java.math.MathContext;

/** Numbers as Python prints them: with no more digits than tell them from their neighbours. */
final class NumberText {
  private static final int MOST_DIGITS = 17;

  private NumberText() {}

  static String of(double number) {
    if (Double.isNaN(number)) {
      return "nan";
    }
    if (Double.isInfinite(number)) {
      return number > 0 ? "inf" : "-inf";
    }
    if (number == 0) {
      return 1 / number < 0 ? "-0.0" : "0.0";
    }
    BigDecimal exact = new BigDecimal(Math.abs(number));
    BigDecimal shortest = exact;
    for (int digits = 1; digits <= MOST_DIGITS; digits++) {
      shortest = exact.round(new MathContext(digits));
      if (shortest.doubleValue() == Math.abs(number)) {
        break;
      }
    }
    return (number < 0 ? "-" : "") + written(shortest.stripTrailingZeros());
  }

  private static String written(BigDecimal number) {
    String digits = number.unscaledValue().toString();
    int exponent = digits.length() - 1 - number.scale();
    if (exponent >= -4 && exponent < 16) {
      String plain = number.toPlainString();
      return plain.contains(".") ? plain : plain + ".0";
    }
    String rest = digits.substring(1);
    return digits.charAt(0)
        + (rest.isEmpty() ? "" : "." + rest)
        + String.format("e%s%02d", exponent < 0 ? "-" : "+", Math.abs(exponent));
  }
}
