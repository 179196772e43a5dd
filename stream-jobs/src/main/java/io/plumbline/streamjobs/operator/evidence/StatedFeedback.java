package io.plumbline.streamjobs.operator.evidence;

import io.plumbline.schemas.record.Candidate;
import io.plumbline.schemas.record.CandidateRole;
import io.plumbline.schemas.record.FeedbackItem;
import io.plumbline.schemas.record.ItemForm;
import io.plumbline.streamjobs.policy.Context;
import io.plumbline.streamjobs.policy.PolicyWords;
import io.plumbline.streamjobs.policy.Unit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The stated feedback of a run, as the probes take it. Immutable. */
public final class StatedFeedback {
  private final List<FeedbackItem> ordered;
  private final StatedWords words;
  private final List<Triple> triples = new ArrayList<>();
  private final Map<String, FeedbackItem> items = new HashMap<>();
  private final Map<String, int[]> lexicons = new HashMap<>();

  /**
   * A triple.
   *
   * @param item its id
   * @param positive candidate index of its positive word
   * @param negative candidate index of its negative word
   * @param neutral candidate index of its neutral word
   * @param candidates its candidates
   */
  record Triple(String item, int positive, int negative, int neutral, List<Candidate> candidates) {

    String word(int candidate) {
      return candidates.get(candidate).getTarget();
    }

    /** Stated feedback; NaN where there is none. */
    double stated(int candidate) {
      Double reward = StatedWords.reward(candidates.get(candidate));
      return reward == null ? Double.NaN : reward;
    }
  }

  /**
   * @param dataset all items of a dataset, in any order
   */
  public StatedFeedback(Collection<FeedbackItem> dataset) {
    this.ordered = dataset.stream().sorted(Comparator.comparing(FeedbackItem::getIndex)).toList();
    this.words = new StatedWords(ordered);
    for (FeedbackItem item : ordered) {
      items.put(item.getItem(), item);
      if (item.getForm() == ItemForm.TRIPLE) {
        addTriple(item);
      } else if (item.getForm() == ItemForm.LEXICON) {
        lexicons.put(
            item.getItem(),
            item.getCandidates().stream().mapToInt(c -> words.index(c.getTarget())).toArray());
      }
    }
  }

  private void addTriple(FeedbackItem item) {
    int positive = find(item, CandidateRole.POSITIVE);
    int negative = find(item, CandidateRole.NEGATIVE);
    int neutral = find(item, CandidateRole.NEUTRAL);
    if (positive >= 0 && negative >= 0 && neutral >= 0) {
      triples.add(new Triple(item.getItem(), positive, negative, neutral, item.getCandidates()));
    }
  }

  private static int find(FeedbackItem item, CandidateRole role) {
    for (int i = 0; i < item.getCandidates().size(); i++) {
      if (item.getCandidates().get(i).getRole() == role) {
        return i;
      }
    }
    return -1;
  }

  /** In the order of the dataset. */
  List<Triple> triples() {
    return triples;
  }

  /** The words that contexts choose between. */
  PolicyWords words() {
    return words.table();
  }

  /** Index of a word in {@link #words()}. */
  int index(String word) {
    return words.index(word);
  }

  /** Class of a word, null if it has none or the dataset has no such word. */
  String group(String word) {
    return words.group(word);
  }

  /**
   * Indices in {@link #words()} of some of a lexicon's candidates.
   *
   * @throws UnusableEvidenceException if the dataset has no such lexicon or candidate
   */
  int[] lexiconWords(String lexicon, List<Integer> candidates) throws UnusableEvidenceException {
    int[] all = lexicons.get(lexicon);
    if (all == null) {
      throw new UnusableEvidenceException(
          "log-probabilities name a lexicon " + lexicon + " that the feedback dataset lacks");
    }
    int[] chosen = new int[candidates.size()];
    for (int i = 0; i < chosen.length; i++) {
      int candidate = candidates.get(i);
      if (candidate < 0 || candidate >= all.length) {
        throw new UnusableEvidenceException(
            "log-probabilities name word "
                + candidate
                + " of the "
                + all.length
                + " of "
                + lexicon);
      }
      chosen[i] = all[candidate];
    }
    return chosen;
  }

  /** Text that ends in a candidate of an item. */
  String text(String item, int candidate) {
    FeedbackItem of = items.get(item);
    return of.getContext() + of.getCandidates().get(candidate).getText();
  }

  /**
   * Index of the one candidate of an item that has a role.
   *
   * @throws UnusableEvidenceException if it has none or several
   */
  static int only(FeedbackItem item, CandidateRole role) throws UnusableEvidenceException {
    int found = find(item, role);
    long count = item.getCandidates().stream().filter(c -> c.getRole() == role).count();
    if (count != 1) {
      throw new UnusableEvidenceException(
          "item " + item.getItem() + " has " + count + " candidates that are " + role);
    }
    return found;
  }

  /** Items whose candidates are whole responses, of one form, in the order of the dataset. */
  List<FeedbackItem> responses(ItemForm form) {
    return ordered.stream().filter(item -> item.getForm() == form).toList();
  }

  /** Whether there is an item of a form. */
  boolean has(ItemForm form) {
    return ordered.stream().anyMatch(item -> item.getForm() == form);
  }

  /**
   * What the contexts of an item are resampled by and sliced by. The prompt is the text before the
   * choices where there is one, else the item.
   *
   * @throws UnusableEvidenceException if the dataset has no such item
   */
  Unit unit(String id) throws UnusableEvidenceException {
    FeedbackItem item = items.get(id);
    if (item == null) {
      throw new UnusableEvidenceException(
          "a record names an item " + id + " that the feedback dataset lacks");
    }
    return new Unit(
        promptOf(item),
        item.getTags().stream().map(tag -> tag.getName() + "=" + tag.getValue()).toList());
  }

  /**
   * The context of an item that has one alone.
   *
   * @throws UnusableEvidenceException if the dataset has no such item
   */
  Context context(String id) throws UnusableEvidenceException {
    return Context.of(id, unit(id));
  }

  /** The first item of each of some prompts, by the prompt's name. */
  Map<String, FeedbackItem> firstOf(Set<String> prompts) {
    Map<String, FeedbackItem> firsts = new HashMap<>();
    for (FeedbackItem item : ordered) {
      if (item.getForm() != ItemForm.LEXICON && item.getForm() != ItemForm.CORPUS_TEXT) {
        String prompt = promptOf(item);
        if (prompts.contains(prompt)) {
          firsts.putIfAbsent(prompt, item);
        }
      }
    }
    return firsts;
  }

  /** Name of the prompt of an item, as in {@link #unit}. */
  static String promptOf(FeedbackItem item) {
    String text =
        switch (item.getForm()) {
          case PAIR, SCORED, GROUP -> item.getContext();
          default -> item.getContext().substring(0, item.getTextStart());
        };
    return text.isEmpty() ? "item:" + item.getItem() : "prompt:" + text;
  }
}
