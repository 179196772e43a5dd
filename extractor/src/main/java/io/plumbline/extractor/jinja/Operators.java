package io.plumbline.extractor.jinja;

import java.util.ArrayList;
import java.util.List;

/** Arithmetic and comparison. */
final class Operators {
  private Operators() {}

  static Object apply(String operator, Object left, Object right) {
    return switch (operator) {
      case "==" -> Values.equal(left, right);
      case "!=" -> !Values.equal(left, right);
      case "<" -> Values.compare(left, right) < 0;
      case "<=" -> Values.compare(left, right) <= 0;
      case ">" -> Values.compare(left, right) > 0;
      case ">=" -> Values.compare(left, right) >= 0;
      case "in" -> Values.contains(right, left);
      case "not in" -> !Values.contains(right, left);
      case "~" -> Values.text(left) + Values.text(right);
      case "+" -> sum(left, right);
      default -> arithmetic(operator, left, right);
    };
  }

  static Object negative(Object value) {
    return value instanceof Double number ? (Object) (-number) : (Object) (-Values.integer(value));
  }

  private static Object sum(Object left, Object right) {
    if (left instanceof String a && right instanceof String b) {
      return a + b;
    }
    if (left instanceof Markup || right instanceof Markup) {
      return Markup.sum(left, right);
    }
    if (left instanceof List<?> a && right instanceof List<?> b) {
      List<Object> both = new ArrayList<>(a);
      both.addAll(b);
      return both;
    }
    return arithmetic("+", left, right);
  }

  private static Object arithmetic(String operator, Object left, Object right) {
    if (left instanceof Undefined undefined) {
      throw undefined.error();
    }
    if (right instanceof Undefined undefined) {
      throw undefined.error();
    }
    if (operator.equals("*") && left instanceof String text) {
      return text.repeat(Math.toIntExact(Math.max(0, Values.integer(right))));
    }
    if (left instanceof Double || right instanceof Double || operator.equals("/")) {
      return arithmetic(operator, number(left), number(right));
    }
    long a = Values.integer(left);
    long b = Values.integer(right);
    return switch (operator) {
      case "+" -> Math.addExact(a, b);
      case "-" -> Math.subtractExact(a, b);
      case "*" -> Math.multiplyExact(a, b);
      case "//" -> Math.floorDiv(a, divisor(b));
      case "%" -> Math.floorMod(a, divisor(b));
      default -> throw new TemplateException("operator " + operator + " is not known here");
    };
  }

  private static double arithmetic(String operator, double a, double b) {
    return switch (operator) {
      case "+" -> a + b;
      case "-" -> a - b;
      case "*" -> a * b;
      case "/" -> a / divisor(b);
      case "//" -> floorQuotient(a, divisor(b));
      case "%" -> remainder(a, divisor(b));
      default -> throw new TemplateException("operator " + operator + " is not known here");
    };
  }

  /** Of the sign of what it is divided by. */
  private static double remainder(double a, double b) {
    double rest = a % b;
    return rest == 0 ? Math.copySign(0, b) : (rest < 0) != (b < 0) ? rest + b : rest;
  }

  /** By way of the remainder: a quotient that is rounded can be rounded up to a whole number. */
  private static double floorQuotient(double a, double b) {
    return Math.rint((a - remainder(a, b)) / b);
  }

  private static double number(Object value) {
    return value instanceof Double number ? number : Values.integer(value);
  }

  private static long divisor(long value) {
    if (value == 0) {
      throw new TemplateException("it divides by zero");
    }
    return value;
  }

  private static double divisor(double value) {
    if (value == 0) {
      throw new TemplateException("it divides by zero");
    }
    return value;
  }
}
