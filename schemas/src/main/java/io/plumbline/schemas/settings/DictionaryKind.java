package io.plumbline.schemas.settings;

/** Kinds of dictionary that can be trained. */
public enum DictionaryKind {
  /** ReLU with an L1 penalty, decoder tied to the encoder, unit-norm rows. */
  TIED_RELU,
  /** The k largest pre-activations are kept. */
  TOPK
}
