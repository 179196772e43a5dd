package io.plumbline.streamjobs.operator.evidence;

import io.plumbline.schemas.record.ItemForm;
import io.plumbline.streamjobs.probe.Life;
import io.plumbline.streamjobs.probe.ProbeResult;
import java.util.Set;
import java.util.TreeSet;

/** The probes of every checkpoint, in the order of their names. */
enum Probe {
  FROZEN(
      "delta-ridge.frozen",
      "Ridge from features at the target words to signed activation deltas, fitted at the base and"
          + " applied to this checkpoint, by held-out word.",
      Life.FROZEN,
      false),
  FROZEN_REFRESHED(FROZEN),
  INCREMENTAL(
      "delta-ridge.incremental",
      "Ridge from features at the target words to signed activation deltas, carried over from the"
          + " checkpoints before and scored before it learns from this one, by held-out word.",
      Life.INCREMENTAL,
      false),
  INCREMENTAL_REFRESHED(INCREMENTAL),
  REFIT(
      "delta-ridge.refit",
      "Ridge from features at the target words to signed activation deltas, fitted at this"
          + " checkpoint, by held-out word.",
      Life.REFIT,
      true),
  REFIT_REFRESHED(REFIT),
  DICTIONARY(
      "dictionary",
      "Fraction of variance that the base's dictionaries leave unexplained at the target words.",
      null,
      false),
  REFRESH(
      "dictionary.refresh",
      "What training on half of this checkpoint's items does to the frozen dictionaries, measured"
          + " on the other half, and beside it the same of the base's: the null step.",
      null,
      false),
  DIRECT(
      "direct-ridge",
      "Ridge from features at the target words to the stated feedback itself, fitted at this"
          + " checkpoint, by held-out word. It shows what can be read off, not what was learned: on"
          + " a run without any reward it scores high too.",
      null,
      true),
  PAIR_FROZEN(
      "pair-logistic.frozen",
      "Logistic regression from mean features of responses to whether they were chosen, fitted at"
          + " the base, by held-out prompt.",
      Life.FROZEN,
      false,
      ItemForm.PAIR),
  PAIR_FROZEN_REFRESHED(PAIR_FROZEN),
  PAIR_INCREMENTAL(
      "pair-logistic.incremental",
      "Logistic regression from mean features of responses to whether they were chosen, learned"
          + " online over the checkpoints before and scored before it learns from this one, by"
          + " held-out prompt.",
      Life.INCREMENTAL,
      false,
      ItemForm.PAIR),
  PAIR_INCREMENTAL_REFRESHED(PAIR_INCREMENTAL),
  PAIR_REFIT(
      "pair-logistic.refit",
      "Logistic regression from mean features of responses to whether they were chosen, fitted at"
          + " this checkpoint, by held-out prompt.",
      Life.REFIT,
      false,
      ItemForm.PAIR),
  PAIR_REFIT_REFRESHED(PAIR_REFIT),
  POLICY(
      "policy",
      "Log-ratio of the policy against the base by word and context, with a Huber fit on the"
          + " stated feedback.",
      null,
      true),
  POLICY_GROUPS(
      "policy.groups",
      "Log-ratio of the policy against the base of the responses to a prompt, each less the mean of"
          + " its group, with a Huber fit on the reward less its mean.",
      ItemForm.GROUP),
  POLICY_PAIRS(
      "policy.pairs",
      "Margin of the chosen response over the rejected one in the policy's log-ratio against the"
          + " base, with a Huber fit through the origin on the difference of their rewards, or 1.",
      ItemForm.PAIR),
  POLICY_TEXTS(
      "policy.texts",
      "Log-ratio per token of the policy against the base by text, with a Huber fit on the reward"
          + " less its mean.",
      ItemForm.SCORED);

  private final String id;
  private final String method;
  private final Life life;
  private final boolean implicit;
  private final ItemForm form;
  private final Probe kept;

  /** A probe by the features of refreshed dictionaries. */
  Probe(Probe kept) {
    this(
        kept.id + ".refreshed",
        kept.method
            + " Features are those of the dictionaries refreshed at this checkpoint; null_step is"
            + " the same by those of the null step.",
        kept.life,
        false,
        kept.form,
        kept);
  }

  Probe(String id, String method, ItemForm form) {
    this(id, method, null, true, form);
  }

  Probe(String id, String method, Life life, boolean implicit) {
    this(id, method, life, implicit, null);
  }

  Probe(String id, String method, Life life, boolean implicit, ItemForm form) {
    this(id, method, life, implicit, form, null);
  }

  Probe(String id, String method, Life life, boolean implicit, ItemForm form, Probe kept) {
    this.id = id;
    this.method = method;
    this.life = life;
    this.implicit = implicit;
    this.form = form;
    this.kept = kept;
  }

  /** Name in records. */
  String id() {
    return id;
  }

  String method() {
    return method;
  }

  /** Which life of a probe of features it is; null if none. */
  Life life() {
    return life;
  }

  /** Whether its estimates by word are published. */
  boolean implicit() {
    return implicit;
  }

  /** The form of feedback without which the probe does not report; null if it always does. */
  ItemForm form() {
    return form;
  }

  /** The probe that is the same by features of the frozen dictionaries; null if it is none. */
  Probe kept() {
    return kept;
  }

  /** Whether it only reports where dictionaries are refreshed. */
  boolean ofRefresh() {
    return kept != null || this == REFRESH;
  }

  /**
   * What may be published of a result: nothing, if its scores lack one of their controls. A control
   * that has no value but says why, such as that there is only one class, stands beside them.
   */
  ProbeResult published(ProbeResult result) {
    TreeSet<String> missing = new TreeSet<>(controls());
    missing.removeAll(result.controls().keySet());
    return result.scores().isEmpty() || missing.isEmpty()
        ? result
        : ProbeResult.none("its scores lack their controls " + String.join(", ", missing));
  }

  /** What its scores are to be held against, by name. */
  private Set<String> controls() {
    return switch (this) {
      case FROZEN, INCREMENTAL, REFIT, DIRECT ->
          Set.of("bag_of_words", "length", "raw", "shuffled", "sign_within");
      case PAIR_FROZEN, PAIR_INCREMENTAL, PAIR_REFIT ->
          Set.of("bag_of_words", "length", "raw", "shuffled");
      case FROZEN_REFRESHED, INCREMENTAL_REFRESHED, REFIT_REFRESHED ->
          Set.of("bag_of_words", "length", "null_step", "raw", "shuffled", "sign_within");
      case PAIR_FROZEN_REFRESHED, PAIR_INCREMENTAL_REFRESHED, PAIR_REFIT_REFRESHED ->
          Set.of("bag_of_words", "length", "null_step", "raw", "shuffled");
      case REFRESH -> Set.of("null_gain", "null_moved");
      case POLICY, POLICY_GROUPS, POLICY_PAIRS, POLICY_TEXTS ->
          Set.of("bag_of_words", "length", "shuffled");
      case DICTIONARY -> Set.of();
    };
  }
}
