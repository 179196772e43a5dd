package io.plumbline.streamjobs.operator.evidence;

import io.plumbline.streamjobs.probe.Life;

/** The probes of every checkpoint, in the order of their names. */
enum Probe {
  FROZEN(
      "delta-ridge.frozen",
      "Ridge from features at the target words to signed activation deltas, fitted at the base and"
          + " applied to this checkpoint, by held-out word.",
      Life.FROZEN,
      false),
  INCREMENTAL(
      "delta-ridge.incremental",
      "Ridge from features at the target words to signed activation deltas, carried over from the"
          + " checkpoints before and scored before it learns from this one, by held-out word.",
      Life.INCREMENTAL,
      false),
  REFIT(
      "delta-ridge.refit",
      "Ridge from features at the target words to signed activation deltas, fitted at this"
          + " checkpoint, by held-out word.",
      Life.REFIT,
      true),
  DICTIONARY(
      "dictionary",
      "Fraction of variance that the base's dictionaries leave unexplained at the target words.",
      null,
      false),
  POLICY(
      "policy",
      "Log-ratio of the policy against the base by word and context, with a Huber fit on the"
          + " stated feedback.",
      null,
      true);

  private final String id;
  private final String method;
  private final Life life;
  private final boolean implicit;

  Probe(String id, String method, Life life, boolean implicit) {
    this.id = id;
    this.method = method;
    this.life = life;
    this.implicit = implicit;
  }

  /** Name in records. */
  String id() {
    return id;
  }

  String method() {
    return method;
  }

  /** Which of the ridge probe's lives it is; null if none. */
  Life life() {
    return life;
  }

  /** Whether its estimates by word are published. */
  boolean implicit() {
    return implicit;
  }
}
