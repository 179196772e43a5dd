package io.plumbline.streamjobs.policy;

import java.util.List;
import java.util.OptionalInt;

/** Contexts for tests. */
final class Contexts {
  private Contexts() {}

  /** A context of a prompt without tags. */
  static Context of(String prompt) {
    return of(prompt, 0);
  }

  /** A context of a prompt without tags, at a position. */
  static Context of(String prompt, int position) {
    return new Context(prompt, OptionalInt.of(position), new Unit(prompt, List.of()));
  }
}
