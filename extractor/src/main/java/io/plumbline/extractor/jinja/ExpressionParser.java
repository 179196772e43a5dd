package io.plumbline.extractor.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads expressions, by Jinja's precedence of operators. */
final class ExpressionParser {
  private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=", "in");
  static final Set<String> KEYWORDS =
      Set.of("if", "else", "and", "or", "not", "in", "is", "recursive");

  private final TokenReader tokens;

  ExpressionParser(TokenReader tokens) {
    this.tokens = tokens;
  }

  /** One expression, or several with commas between them, which are a tuple. */
  Expression expressions() {
    Expression first = expression();
    if (!tokens.peek().is(",")) {
      return first;
    }
    List<Expression> parts = new ArrayList<>(List.of(first));
    while (tokens.accept(",") && tokens.peek().kind() != Token.Kind.END) {
      parts.add(expression());
    }
    return scope -> Sequence.tuple(Arguments.values(parts, scope));
  }

  private OperandParser operands() {
    return new OperandParser(tokens);
  }

  Expression expression() {
    Expression value = either();
    while (tokens.accept("if")) {
      Expression then = value;
      Expression condition = either();
      Expression otherwise =
          tokens.accept("else") ? expression() : scope -> new Undefined("an if without else");
      value =
          scope ->
              Values.isTrue(condition.value(scope)) ? then.value(scope) : otherwise.value(scope);
    }
    return value;
  }

  /** Without {@code if} and {@code else}, as behind {@code in} of a loop. */
  Expression either() {
    Expression value = both();
    while (tokens.accept("or")) {
      Expression left = value;
      Expression right = both();
      value =
          scope -> {
            Object first = left.value(scope);
            return Values.isTrue(first) ? first : right.value(scope);
          };
    }
    return value;
  }

  private Expression both() {
    Expression value = negation();
    while (tokens.accept("and")) {
      Expression left = value;
      Expression right = negation();
      value =
          scope -> {
            Object first = left.value(scope);
            return Values.isTrue(first) ? right.value(scope) : first;
          };
    }
    return value;
  }

  private Expression negation() {
    if (tokens.accept("not")) {
      Expression value = negation();
      return scope -> !Values.isTrue(value.value(scope));
    }
    return comparison();
  }

  private record Comparison(String operator, Expression right) {}

  private Expression comparison() {
    Expression first = sum();
    List<Comparison> comparisons = new ArrayList<>();
    while (true) {
      if (COMPARISONS.contains(tokens.peek().text()) && tokens.peek().kind() != Token.Kind.STRING) {
        comparisons.add(new Comparison(tokens.next().text(), sum()));
      } else if (tokens.peek().is("not") && tokens.peek(1).is("in")) {
        tokens.next();
        tokens.next();
        comparisons.add(new Comparison("not in", sum()));
      } else {
        break;
      }
    }
    if (comparisons.isEmpty()) {
      return first;
    }
    return scope -> {
      Object left = first.value(scope);
      for (Comparison comparison : comparisons) {
        Object right = comparison.right().value(scope);
        if (!Values.isTrue(Operators.apply(comparison.operator(), left, right))) {
          return false;
        }
        left = right;
      }
      return true;
    };
  }

  private Expression sum() {
    Expression value = concatenation();
    while (tokens.peek().is("+") || tokens.peek().is("-")) {
      value = binary(tokens.next().text(), value, concatenation());
    }
    return value;
  }

  private Expression concatenation() {
    Expression value = product();
    while (tokens.peek().is("~")) {
      value = binary(tokens.next().text(), value, product());
    }
    return value;
  }

  private Expression product() {
    Expression value = unary(true);
    while (tokens.peek().is("*")
        || tokens.peek().is("/")
        || tokens.peek().is("//")
        || tokens.peek().is("%")) {
      value = binary(tokens.next().text(), value, unary(true));
    }
    return value;
  }

  private static Expression binary(String operator, Expression left, Expression right) {
    return scope -> Operators.apply(operator, left.value(scope), right.value(scope));
  }

  private Expression unary(boolean filtered) {
    if (tokens.accept("-")) {
      Expression value = unary(false);
      Expression negative = scope -> Operators.negative(value.value(scope));
      return filtered ? filters(negative) : negative;
    }
    Expression value = operands().operand();
    return filtered ? filters(value) : value;
  }

  private Expression filters(Expression start) {
    Expression value = start;
    while (true) {
      if (tokens.accept("|")) {
        value = filter(value);
      } else if (tokens.accept("is")) {
        value = test(value);
      } else if (tokens.peek().is("(")) {
        value = operands().call(value);
      } else {
        return value;
      }
    }
  }

  private Expression filter(Expression value) {
    String filter = tokens.name();
    Arguments arguments = tokens.peek().is("(") ? operands().arguments() : Arguments.NONE;
    return scope ->
        Filters.apply(
            filter,
            value.value(scope),
            Arguments.values(arguments.byPlace(), scope),
            Arguments.values(arguments.named(), scope));
  }

  private Expression test(Expression value) {
    boolean negated = tokens.accept("not");
    String test = tokens.next().text();
    List<Expression> arguments = List.of();
    Token ahead = tokens.peek();
    boolean takesNext =
        ahead.kind() == Token.Kind.STRING
            || ahead.kind() == Token.Kind.INTEGER
            || ahead.kind() == Token.Kind.FLOAT
            || ahead.is("[")
            || (ahead.kind() == Token.Kind.NAME && !KEYWORDS.contains(ahead.text()));
    if (ahead.is("(")) {
      arguments = operands().arguments().byPlace();
    } else if (takesNext) {
      arguments = List.of(operands().operand());
    }
    List<Expression> given = arguments;
    return scope ->
        Tests.holds(test, value.value(scope), Arguments.values(given, scope)) != negated;
  }
}
