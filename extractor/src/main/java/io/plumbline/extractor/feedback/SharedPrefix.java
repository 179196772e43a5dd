package io.plumbline.extractor.feedback;

/** What two texts start with. */
final class SharedPrefix {
  private SharedPrefix() {}

  /** Its length, without half of a character. */
  static int length(String one, String other) {
    int shared = 0;
    while (shared < Math.min(one.length(), other.length())
        && one.charAt(shared) == other.charAt(shared)) {
      shared++;
    }
    boolean splitsCharacter = shared > 0 && Character.isHighSurrogate(one.charAt(shared - 1));
    return splitsCharacter ? shared - 1 : shared;
  }
}
