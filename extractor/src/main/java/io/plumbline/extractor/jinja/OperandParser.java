package io.plumbline.extractor.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads what operators stand between: literals and names, with what is looked up in them. */
final class OperandParser {
  private final TokenReader tokens;

  OperandParser(TokenReader tokens) {
    this.tokens = tokens;
  }

  Expression operand() {
    return postfix(primary());
  }

  private Expression postfix(Expression start) {
    Expression value = start;
    while (true) {
      if (tokens.accept(".")) {
        Expression object = value;
        Token attribute = tokens.next();
        value =
            attribute.kind() == Token.Kind.INTEGER
                ? scope -> Values.entry(object.value(scope), Long.valueOf(attribute.text()))
                : scope -> Values.attribute(object.value(scope), attribute.text());
      } else if (tokens.accept("[")) {
        value = subscript(value);
      } else if (tokens.peek().is("(")) {
        value = call(value);
      } else {
        return value;
      }
    }
  }

  private Expression subscript(Expression object) {
    Expression[] parts = new Expression[3];
    int part = 0;
    while (!tokens.accept("]")) {
      if (tokens.accept(":")) {
        part++;
      } else if (part < parts.length && parts[part] == null) {
        parts[part] = new ExpressionParser(tokens).expression();
      } else {
        throw new TemplateException(tokens.peek().text() + " is not expected in an index");
      }
    }
    if (part == 0) {
      if (parts[0] == null) {
        throw new TemplateException("an index is empty");
      }
      return scope -> Values.entry(object.value(scope), parts[0].value(scope));
    }
    return scope ->
        Values.slice(
            object.value(scope),
            parts[0] == null ? null : parts[0].value(scope),
            parts[1] == null ? null : parts[1].value(scope),
            parts[2] == null ? null : parts[2].value(scope));
  }

  Expression call(Expression function) {
    Arguments arguments = arguments();
    return scope -> {
      Object value = function.value(scope);
      if (value instanceof Callable callable) {
        return callable.call(
            Arguments.values(arguments.byPlace(), scope),
            Arguments.values(arguments.named(), scope));
      }
      throw value instanceof Undefined undefined
          ? undefined.error()
          : new TemplateException("it calls " + Values.kind(value));
    };
  }

  Arguments arguments() {
    tokens.expect("(");
    List<Expression> byPlace = new ArrayList<>();
    Map<String, Expression> named = new LinkedHashMap<>();
    while (!tokens.accept(")")) {
      if (tokens.peek().kind() == Token.Kind.NAME && tokens.peek(1).is("=")) {
        String name = tokens.name();
        tokens.expect("=");
        named.put(name, new ExpressionParser(tokens).expression());
      } else {
        byPlace.add(new ExpressionParser(tokens).expression());
      }
      if (!tokens.peek().is(")")) {
        tokens.expect(",");
      }
    }
    return new Arguments(byPlace, named);
  }

  private Expression primary() {
    Token token = tokens.next();
    return switch (token.kind()) {
      case STRING -> string(token.text());
      case INTEGER -> constant(Long.valueOf(token.text()));
      case FLOAT -> constant(Double.valueOf(token.text()));
      case NAME -> named(token.text());
      default -> {
        if (token.is("(")) {
          yield parenthesis();
        } else if (token.is("[")) {
          yield list();
        } else if (token.is("{")) {
          yield map();
        }
        throw new TemplateException(token.text() + " is not expected");
      }
    };
  }

  private static Expression constant(Object value) {
    return scope -> value;
  }

  /** Neighbouring strings are one, as in Python. */
  private Expression string(String first) {
    StringBuilder text = new StringBuilder(first);
    while (tokens.peek().kind() == Token.Kind.STRING) {
      text.append(tokens.next().text());
    }
    return constant(text.toString());
  }

  private static Expression named(String name) {
    return switch (name) {
      case "true", "True" -> constant(true);
      case "false", "False" -> constant(false);
      case "none", "None" -> constant(null);
      default -> {
        if (ExpressionParser.KEYWORDS.contains(name)) {
          throw new TemplateException("'" + name + "' is not expected");
        }
        yield scope -> scope.get(name);
      }
    };
  }

  private Expression parenthesis() {
    if (tokens.accept(")")) {
      return scope -> Sequence.tuple(List.of());
    }
    Expression first = new ExpressionParser(tokens).expression();
    if (tokens.accept(")")) {
      return first;
    }
    List<Expression> parts = new ArrayList<>(List.of(first));
    while (!tokens.accept(")")) {
      tokens.expect(",");
      if (!tokens.peek().is(")")) {
        parts.add(new ExpressionParser(tokens).expression());
      }
    }
    return scope -> Sequence.tuple(Arguments.values(parts, scope));
  }

  private Expression list() {
    List<Expression> parts = new ArrayList<>();
    while (!tokens.accept("]")) {
      parts.add(new ExpressionParser(tokens).expression());
      if (!tokens.peek().is("]")) {
        tokens.expect(",");
      }
    }
    return scope -> Arguments.values(parts, scope);
  }

  private Expression map() {
    List<Expression> keys = new ArrayList<>();
    List<Expression> entries = new ArrayList<>();
    while (!tokens.accept("}")) {
      keys.add(new ExpressionParser(tokens).expression());
      tokens.expect(":");
      entries.add(new ExpressionParser(tokens).expression());
      if (!tokens.peek().is("}")) {
        tokens.expect(",");
      }
    }
    return scope -> {
      Map<String, Object> map = new LinkedHashMap<>();
      for (int i = 0; i < keys.size(); i++) {
        if (!(keys.get(i).value(scope) instanceof String key)) {
          throw new TemplateException("a map has a key that is no text, which is not known here");
        }
        map.put(key, entries.get(i).value(scope));
      }
      return map;
    };
  }
}
