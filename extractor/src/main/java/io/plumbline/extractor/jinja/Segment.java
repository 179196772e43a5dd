package io.plumbline.extractor.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A stretch of a template.
 *
 * @param kind what it is
 * @param content the text itself, or what stands between the delimiters
 * @param line line it starts on, from 1
 */
record Segment(Kind kind, String content, int line) {
  enum Kind {
    TEXT,
    STATEMENT,
    OUTPUT
  }

  private static final Pattern OPENING = Pattern.compile("\\{([%{#])([-+]?)");
  private static final String STRING = "'(?:[^'\\\\]|\\\\.)*+'|\"(?:[^\"\\\\]|\\\\.)*+\"";
  private static final String BRACKET = "(?<open>[({\\[])|(?<close>[)}\\]])";
  private static final Pattern IN_STATEMENT =
      Pattern.compile(STRING + "|(?<mark>[-+]?)%}|" + BRACKET, Pattern.DOTALL);
  private static final Pattern IN_OUTPUT =
      Pattern.compile(STRING + "|(?<mark>-?)}}|" + BRACKET, Pattern.DOTALL);
  private static final Pattern IN_COMMENT = Pattern.compile("(?<mark>[-+]?)#}");

  /**
   * Splits a template, with the environment's {@code trim_blocks} and {@code lstrip_blocks} on: a
   * line break behind a statement and blanks between the start of its line and it are no text.
   *
   * @throws TemplateException if something is not closed
   */
  static List<Segment> split(String template) {
    String source = template.replace("\r\n", "\n").replace('\r', '\n');
    source = source.endsWith("\n") ? source.substring(0, source.length() - 1) : source;
    List<Segment> segments = new ArrayList<>();
    Matcher opening = OPENING.matcher(source);
    int at = 0;
    while (opening.find(at)) {
      char kind = opening.group(1).charAt(0);
      String text = source.substring(at, opening.start());
      boolean startsLine = at == 0 || source.charAt(at - 1) == '\n';
      segments.add(
          new Segment(
              Kind.TEXT,
              before(text, kind, opening.group(2), startsLine),
              line(source, opening.start())));
      Matcher closing = inside(kind).matcher(source);
      int from = opening.end();
      int end = end(closing, from, kind);
      if (end < 0) {
        throw new TemplateException(
            "line " + line(source, opening.start()) + ": '{" + kind + "' is not closed");
      }
      if (kind != '#') {
        segments.add(
            new Segment(
                kind == '%' ? Kind.STATEMENT : Kind.OUTPUT,
                source.substring(from, end),
                line(source, from)));
      }
      at = after(source, closing.end(), kind, closing.group("mark"));
    }
    segments.add(new Segment(Kind.TEXT, source.substring(at), line(source, at)));
    return segments;
  }

  private static Pattern inside(char kind) {
    return switch (kind) {
      case '%' -> IN_STATEMENT;
      case '{' -> IN_OUTPUT;
      default -> IN_COMMENT;
    };
  }

  /**
   * Start of the closing delimiter, or -1. What looks like one within brackets closes a bracket.
   */
  private static int end(Matcher inside, int from, char kind) {
    int at = from;
    int depth = 0;
    while (inside.find(at)) {
      at = inside.end();
      if (inside.group("mark") != null) {
        if (depth == 0) {
          return inside.start();
        }
        depth--;
        at = inside.start("mark") + inside.group("mark").length() + (kind == '{' ? 1 : 2);
      } else if (inside.group("open") != null) {
        depth++;
      } else if (inside.group("close") != null) {
        depth--;
      }
    }
    return -1;
  }

  private static String before(String text, char kind, String mark, boolean startsLine) {
    if (mark.equals("-")) {
      return Strings.strip(text, null, false, true);
    }
    if (kind == '{' || mark.equals("+")) {
      return text;
    }
    int lineStart = text.lastIndexOf('\n') + 1;
    boolean indented =
        (lineStart > 0 || startsLine)
            && text.substring(lineStart).chars().allMatch(Strings::isSpace);
    return indented ? text.substring(0, lineStart) : text;
  }

  private static int after(String source, int end, char kind, String mark) {
    int at = end;
    if (mark.equals("-")) {
      while (at < source.length() && Strings.isSpace(source.charAt(at))) {
        at++;
      }
    } else if (kind != '{' && mark.isEmpty() && source.startsWith("\n", at)) {
      at++;
    }
    return at;
  }

  private static int line(String source, int at) {
    return 1 + (int) source.substring(0, at).chars().filter(c -> c == '\n').count();
  }
}
