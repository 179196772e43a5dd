package io.plumbline.extractor.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A word of an expression.
 *
 * @param kind what it is
 * @param text the operator or name as written; of a string its value
 */
record Token(Kind kind, String text) {
  enum Kind {
    NAME,
    STRING,
    INTEGER,
    FLOAT,
    OPERATOR,
    END
  }

  static final Token LAST = new Token(Kind.END, "the end");

  private static final Pattern WORD =
      Pattern.compile(
          "\\s+"
              + "|(?<name>[\\p{L}_][\\p{L}\\p{N}_]*)"
              + "|(?<string>'(?:[^'\\\\]|\\\\.)*+'|\"(?:[^\"\\\\]|\\\\.)*+\")"
              + "|(?<float>\\d+\\.\\d+)"
              + "|(?<integer>\\d+)"
              + "|(?<operator>//|==|!=|<=|>=|[-+*/%~<>=.,:|()\\[\\]{}])",
          Pattern.DOTALL);

  static List<Token> of(String expression) {
    List<Token> tokens = new ArrayList<>();
    Matcher word = WORD.matcher(expression);
    int at = 0;
    while (at < expression.length()) {
      if (!word.find(at) || word.start() != at) {
        throw new TemplateException("'" + expression.charAt(at) + "' is not understood");
      }
      if (word.group("name") != null) {
        tokens.add(new Token(Kind.NAME, word.group()));
      } else if (word.group("string") != null) {
        String quoted = word.group();
        tokens.add(new Token(Kind.STRING, unescape(quoted.substring(1, quoted.length() - 1))));
      } else if (word.group("float") != null) {
        tokens.add(new Token(Kind.FLOAT, word.group()));
      } else if (word.group("integer") != null) {
        tokens.add(new Token(Kind.INTEGER, word.group()));
      } else if (word.group("operator") != null) {
        tokens.add(new Token(Kind.OPERATOR, word.group()));
      }
      at = word.end();
    }
    return tokens;
  }

  boolean is(String operatorOrName) {
    return (kind == Kind.OPERATOR || kind == Kind.NAME) && text.equals(operatorOrName);
  }

  private static String unescape(String text) {
    StringBuilder out = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c != '\\') {
        out.append(c);
        continue;
      }
      char escaped = text.charAt(at++);
      switch (escaped) {
        case 'n' -> out.append('\n');
        case 't' -> out.append('\t');
        case 'r' -> out.append('\r');
        case 'f' -> out.append('\f');
        case 'b' -> out.append('\b');
        case '\n' -> {}
        case '\\', '\'', '"' -> out.append(escaped);
        case 'x' -> at += hex(text, at, 2, out);
        case 'u' -> at += hex(text, at, 4, out);
        case 'U' -> at += hex(text, at, 8, out);
        case '0', '1', '2', '3', '4', '5', '6', '7', 'N', 'a', 'v' ->
            throw new TemplateException("escape \\" + escaped + " is not known here");
        default -> out.append('\\').append(escaped);
      }
    }
    return out.toString();
  }

  private static int hex(String text, int at, int digits, StringBuilder out) {
    try {
      out.appendCodePoint(Integer.parseInt(text.substring(at, at + digits), 16));
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      throw new TemplateException("escape \\" + text.substring(at - 1) + " is broken");
    }
    return digits;
  }
}
