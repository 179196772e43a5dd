package io.plumbline.extractor.jinja;

import java.util.List;

/** Goes through the tokens of a statement or an output. */
final class TokenReader {
  private final List<Token> tokens;
  private int at;

  TokenReader(String text) {
    tokens = Token.of(text);
  }

  Token peek() {
    return peek(0);
  }

  Token peek(int ahead) {
    return at + ahead < tokens.size() ? tokens.get(at + ahead) : Token.LAST;
  }

  Token next() {
    Token token = peek();
    at++;
    return token;
  }

  /** Goes on if the next token is this operator or name. */
  boolean accept(String text) {
    boolean found = peek().is(text);
    at += found ? 1 : 0;
    return found;
  }

  void expect(String text) {
    if (!accept(text)) {
      throw new TemplateException("'" + text + "' is expected where " + peek().text() + " stands");
    }
  }

  String name() {
    Token token = next();
    if (token.kind() != Token.Kind.NAME) {
      throw new TemplateException("a name is expected where " + token.text() + " stands");
    }
    return token.text();
  }

  void end() {
    if (peek().kind() != Token.Kind.END) {
      throw new TemplateException(peek().text() + " is not expected");
    }
  }
}
