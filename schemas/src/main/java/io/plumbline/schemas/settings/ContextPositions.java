package io.plumbline.schemas.settings;

/** Which positions of a lexicon context's text are choices. */
public enum ContextPositions {
  ALL,
  END
}
