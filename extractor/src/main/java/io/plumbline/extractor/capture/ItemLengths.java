package io.plumbline.extractor.capture;

import io.plumbline.extractor.feedback.Dataset;
import io.plumbline.extractor.model.Architecture;
import io.plumbline.extractor.tokenize.TextTokenizer;
import io.plumbline.schemas.record.Candidate;
import io.plumbline.schemas.record.FeedbackItem;
import io.plumbline.schemas.record.RowRole;
import io.plumbline.schemas.settings.RunSettings;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/**
 * How long the texts of items are for a model, and which items it cannot read.
 *
 * @param tokens tokens of each text, ascending
 * @param limit most tokens that the model reads
 * @param overlong items with a text that is longer
 * @param unreadable reasons of all items that cannot be read, those included
 */
public record ItemLengths(
    List<Integer> tokens, int limit, List<String> overlong, List<String> unreadable) {

  /**
   * Measures.
   *
   * @throws io.plumbline.schemas.UserError if tokenizer and model do not belong together
   */
  public static ItemLengths of(
      Dataset dataset, TextTokenizer tokenizer, Architecture architecture) {
    ReadingPlan plan =
        new ReadingPlan(
            tokenizer, architecture, RunSettings.defaults(), id -> dataset.items().get(0));
    List<Integer> tokens = new ArrayList<>();
    List<String> overlong = new ArrayList<>();
    List<String> unreadable = new ArrayList<>();
    for (FeedbackItem item : dataset.items()) {
      List<Integer> lengths;
      try {
        lengths =
            plan.readings(item, RowRole.TARGET).stream()
                .map(reading -> reading.tokens().size())
                .toList();
      } catch (UnreadableItemException e) {
        unreadable.add(e.getMessage());
        lengths = texts(item).map(text -> length(item, text, tokenizer)).toList();
      }
      tokens.addAll(lengths);
      if (lengths.stream().anyMatch(length -> length > architecture.maxPositions())) {
        overlong.add(item.getItem());
      }
    }
    Collections.sort(tokens);
    return new ItemLengths(tokens, architecture.maxPositions(), overlong, unreadable);
  }

  private static Stream<String> texts(FeedbackItem item) {
    return switch (item.getForm()) {
      case LEXICON -> Stream.empty();
      case LEXICON_CONTEXT, CORPUS_TEXT -> Stream.of(item.getContext());
      default ->
          item.getCandidates().stream().map(Candidate::getText).map(item.getContext()::concat);
    };
  }

  private static int length(FeedbackItem item, String text, TextTokenizer tokenizer) {
    return (item.getTemplated() ? tokenizer.encodeTemplated(text) : tokenizer.encode(text))
        .length();
  }
}
