package io.plumbline.streamjobs.operator.evidence;

import io.plumbline.schemas.record.FeedbackItem;

/** Prompts as they are told in reports. */
final class PromptText {
  private static final int CHARS = 200;

  private PromptText() {}

  /** What stands before the choices of an item, cut to a length that can be read. */
  static String of(FeedbackItem item) {
    String context = item.getContext();
    String text = item.getTextStart() > 0 ? context.substring(0, item.getTextStart()) : context;
    if (text.length() <= CHARS) {
      return text;
    }
    // The halves of a character that takes two chars are none by themselves.
    return text.substring(0, Character.isHighSurrogate(text.charAt(CHARS - 1)) ? CHARS - 1 : CHARS);
  }
}
