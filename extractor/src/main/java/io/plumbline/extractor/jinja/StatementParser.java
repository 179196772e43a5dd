package io.plumbline.extractor.jinja;

import io.plumbline.extractor.jinja.Node.Flow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads statements and what stands between them. */
final class StatementParser {
  private final List<Segment> segments;
  private int at;

  /** The statement that ended a body. */
  private String ending;

  private TokenReader endingTokens;

  StatementParser(List<Segment> segments) {
    this.segments = segments;
  }

  List<Node> parse() {
    return body(Set.of());
  }

  /** Everything up to one of the given statements, or to the end if none is given. */
  private List<Node> body(Set<String> endings) {
    List<Node> nodes = new ArrayList<>();
    while (at < segments.size()) {
      Segment segment = segments.get(at++);
      try {
        switch (segment.kind()) {
          case TEXT -> {
            String text = segment.content();
            nodes.add(
                (scope, out) -> {
                  out.append(text);
                  return Flow.NEXT;
                });
          }
          case OUTPUT -> nodes.add(output(segment));
          case STATEMENT -> {
            TokenReader tokens = new TokenReader(segment.content());
            String keyword = tokens.name();
            if (endings.contains(keyword)) {
              ending = keyword;
              endingTokens = tokens;
              return nodes;
            }
            nodes.add(located(segment.line(), statement(keyword, tokens)));
          }
        }
      } catch (TemplateException e) {
        throw located(segment.line(), e);
      }
    }
    if (!endings.isEmpty()) {
      throw new TemplateException("at the end one of " + endings + " is missing");
    }
    return nodes;
  }

  private static Node output(Segment segment) {
    TokenReader tokens = new TokenReader(segment.content());
    Expression expression = new ExpressionParser(tokens).expressions();
    tokens.end();
    return located(
        segment.line(),
        (scope, out) -> {
          out.append(Values.text(expression.value(scope)));
          return Flow.NEXT;
        });
  }

  private static Node located(int line, Node node) {
    return (scope, out) -> {
      try {
        return node.render(scope, out);
      } catch (TemplateException e) {
        throw located(line, e);
      }
    };
  }

  private static TemplateException located(int line, TemplateException e) {
    return e.getMessage().startsWith("line ")
        ? e
        : new TemplateException("line " + line + ": " + e.getMessage());
  }

  private Node statement(String keyword, TokenReader tokens) {
    return switch (keyword) {
      case "if" -> condition(tokens);
      case "for" -> loop(tokens);
      case "set" -> assignment(tokens);
      case "macro" -> macro(tokens);
      case "generation" -> generation(tokens);
      case "break" -> flow(tokens, Flow.BREAK);
      case "continue" -> flow(tokens, Flow.CONTINUE);
      default -> throw new TemplateException("statement '" + keyword + "' is not known here");
    };
  }

  private static Node flow(TokenReader tokens, Flow flow) {
    tokens.end();
    return (scope, out) -> flow;
  }

  /** Marks the assistant's part for training. What is set in it is gone after it. */
  private Node generation(TokenReader tokens) {
    tokens.end();
    List<Node> body = body(Set.of("endgeneration"));
    endingTokens.end();
    return (scope, out) -> Node.renderAll(body, new Scope(scope), out);
  }

  private Node condition(TokenReader tokens) {
    Expression condition = new ExpressionParser(tokens).expression();
    tokens.end();
    List<Node> then = body(Set.of("elif", "else", "endif"));
    TokenReader last = endingTokens;
    List<Node> otherwise = List.of();
    if (ending.equals("elif")) {
      otherwise = List.of(condition(last));
    } else {
      last.end();
      if (ending.equals("else")) {
        otherwise = body(Set.of("endif"));
        endingTokens.end();
      }
    }
    List<Node> orElse = otherwise;
    return (scope, out) ->
        Node.renderAll(Values.isTrue(condition.value(scope)) ? then : orElse, scope, out);
  }

  private Node loop(TokenReader tokens) {
    Targets targets = Targets.read(tokens, "in");
    tokens.expect("in");
    Expression items = new ExpressionParser(tokens).either();
    Expression filter = tokens.accept("if") ? new ExpressionParser(tokens).expression() : null;
    tokens.end();
    List<Node> body = body(Set.of("else", "endfor"));
    List<Node> otherwise = List.of();
    endingTokens.end();
    if (ending.equals("else")) {
      otherwise = body(Set.of("endfor"));
      endingTokens.end();
    }
    return new ForLoop(targets, items, filter, body, otherwise);
  }

  private Node assignment(TokenReader tokens) {
    Targets targets = Targets.read(tokens, "=");
    if (tokens.accept("=")) {
      Expression value = new ExpressionParser(tokens).expressions();
      tokens.end();
      return (scope, out) -> {
        targets.assign(scope, value.value(scope));
        return Flow.NEXT;
      };
    }
    tokens.end();
    List<Node> body = body(Set.of("endset"));
    endingTokens.end();
    return (scope, out) -> {
      StringBuilder text = new StringBuilder();
      Node.renderAll(body, new Scope(scope), text);
      targets.assign(scope, text.toString());
      return Flow.NEXT;
    };
  }

  private Node macro(TokenReader tokens) {
    String name = tokens.name();
    Map<String, Expression> parameters = new LinkedHashMap<>();
    tokens.expect("(");
    while (!tokens.accept(")")) {
      String parameter = tokens.name();
      parameters.put(
          parameter,
          tokens.accept("=")
              ? new ExpressionParser(tokens).expression()
              : scope -> new Undefined("parameter '" + parameter + "'"));
      if (!tokens.peek().is(")")) {
        tokens.expect(",");
      }
    }
    tokens.end();
    List<Node> body = body(Set.of("endmacro"));
    return (scope, out) -> {
      scope.set(name, new Macro(name, parameters, body, scope));
      return Flow.NEXT;
    };
  }
}
