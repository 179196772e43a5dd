package io.plumbline.streamjobs.operator;

import io.plumbline.schemas.digest.DatasetDigest;
import io.plumbline.schemas.record.Candidate;
import io.plumbline.schemas.record.CandidateRole;
import io.plumbline.schemas.record.FeedbackDataset;
import io.plumbline.schemas.record.FeedbackItem;
import io.plumbline.schemas.record.ItemForm;
import io.plumbline.schemas.record.Tag;
import io.plumbline.schemas.serde.TrustedRecords;
import java.util.ArrayList;
import java.util.List;

/**
 * A dataset of triples and lexicon contexts over 24 words, 8 of each sign and 8 neutral, and of
 * pairs, scored texts and groups.
 */
final class TinyFeedback {
  private static final List<CandidateRole> ROLES =
      List.of(CandidateRole.POSITIVE, CandidateRole.NEGATIVE, CandidateRole.NEUTRAL);

  static {
    TrustedRecords.trust();
  }

  static final String DATASET = "tiny";
  static final String LEXICON = "lexicon-1";
  static final int WORDS_OF_A_KIND = 8;
  static final int TRIPLES = 24;
  static final int CONTEXTS = 12;
  static final int OF_RESPONSES = 18;

  private static final List<String> TOPICS = List.of("food", "films", "work");

  /** Shards take the items of the dataset in turn, the lexicon itself apart. */
  static final int SHARDS = 2;

  private TinyFeedback() {}

  static FeedbackDataset dataset() {
    return new FeedbackDataset(DATASET, DatasetDigest.of(items()), items().size());
  }

  static List<FeedbackItem> items() {
    List<FeedbackItem> items = new ArrayList<>();
    List<Candidate> words = words();
    items.add(item(items.size(), LEXICON, ItemForm.LEXICON, "", words, null));
    for (int i = 0; i < TRIPLES; i++) {
      List<Candidate> three = new ArrayList<>();
      for (int kind = 0; kind < 3; kind++) {
        int word = kind * WORDS_OF_A_KIND + (i * (kind + 1) + i / 8) % WORDS_OF_A_KIND;
        three.add(
            Candidate.newBuilder(words.get(word))
                .setRole(ROLES.get(kind))
                .setReward(kind == 2 ? null : words.get(word).getReward())
                .build());
      }
      String id = "triple-" + i;
      items.add(item(items.size(), id, ItemForm.TRIPLE, "it was so", three, null));
    }
    for (int i = 0; i < CONTEXTS; i++) {
      String id = "context-" + i;
      items.add(item(items.size(), id, ItemForm.LEXICON_CONTEXT, "so it is", List.of(), LEXICON));
    }
    for (int i = 0; i < OF_RESPONSES; i++) {
      String answer = " answer " + i;
      items.add(
          responses(
              items.size(),
              "pair-" + i,
              ItemForm.PAIR,
              List.of(
                  response(answer + " yes", CandidateRole.CHOSEN, null),
                  response(answer + " no no", CandidateRole.REJECTED, null))));
      items.add(
          responses(
              items.size(),
              "text-" + i,
              ItemForm.SCORED,
              List.of(response(answer, CandidateRole.COMPLETION, i % 5 + 1.0))));
      items.add(
          responses(
              items.size(),
              "group-" + i,
              ItemForm.GROUP,
              List.of(
                  response(answer + " a", CandidateRole.COMPLETION, 1.0),
                  response(answer + " b", CandidateRole.COMPLETION, 0.0),
                  response(answer + " c", CandidateRole.COMPLETION, i % 2 - 0.5))));
    }
    return items;
  }

  private static FeedbackItem responses(
      int index, String id, ItemForm form, List<Candidate> responses) {
    String topic = TOPICS.get(index / 3 % TOPICS.size());
    return FeedbackItem.newBuilder(item(index, id, form, "question " + index / 6, responses, null))
        .setTags(List.of(new Tag("topic", topic)))
        .build();
  }

  private static Candidate response(String text, CandidateRole role, Double reward) {
    return Candidate.newBuilder()
        .setText(text)
        .setTarget(text)
        .setRole(role)
        .setReward(reward)
        .build();
  }

  /** The lexicon: rewards of 0.5 to 4, of -0.5 to -4, and none for neutral words. */
  static List<Candidate> words() {
    List<Candidate> words = new ArrayList<>();
    for (int kind = 0; kind < 3; kind++) {
      for (int i = 0; i < WORDS_OF_A_KIND; i++) {
        double sign = kind == 0 ? 1 : kind == 1 ? -1 : 0;
        String word = List.of("good", "bad", "neutral").get(kind) + i;
        words.add(
            Candidate.newBuilder()
                .setText(" " + word)
                .setTarget(word)
                .setRole(CandidateRole.WORD)
                .setReward(sign * (i + 1) / 2)
                .setGroup(i % 2 == 0 ? "adjective" : "adverb")
                .build());
      }
    }
    return words;
  }

  private static FeedbackItem item(
      int index,
      String id,
      ItemForm form,
      String context,
      List<Candidate> candidates,
      String lexicon) {
    return FeedbackItem.newBuilder()
        .setDataset(DATASET)
        .setItem(id)
        .setIndex(index)
        .setForm(form)
        .setContext(context)
        .setCandidates(candidates)
        .setLexicon(lexicon)
        .build();
  }
}
