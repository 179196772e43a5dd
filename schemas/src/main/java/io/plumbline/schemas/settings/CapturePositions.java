package io.plumbline.schemas.settings;

/** At which tokens of a candidate activations are captured. */
public enum CapturePositions {
  /** What the form asks for: the last token of a triple's word, all tokens of a response. */
  TARGET,
  /** The token that predicts the first one of the word or response. */
  DECISION,
  /** The last token of the word or response. */
  LAST,
  /** The mean over the tokens of the word or response, taken before encoding. */
  MEAN,
  /** All tokens of the word or response. */
  ALL
}
