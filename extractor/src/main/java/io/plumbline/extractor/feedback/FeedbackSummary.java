package io.plumbline.extractor.feedback;

import io.plumbline.schemas.record.Candidate;
import io.plumbline.schemas.record.FeedbackItem;
import io.plumbline.schemas.record.ItemForm;
import java.util.Collection;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What feedback holds, to be looked at before a model is run on it.
 *
 * @param items number of items
 * @param unprompted number of pairs, scored texts and groups without a prompt
 * @param candidates number of candidates by role
 * @param rewards their stated feedback
 * @param tags number of items by tag and value
 */
public record FeedbackSummary(
    int items,
    int unprompted,
    SortedMap<String, Integer> candidates,
    DoubleSummaryStatistics rewards,
    SortedMap<String, SortedMap<String, Integer>> tags) {

  /** Of the usable rows of files, and of a lexicon's words. */
  public static FeedbackSummary of(List<FileReading> files, Lexicon lexicon) {
    List<FeedbackItem> items =
        files.stream().map(FileReading::items).flatMap(Collection::stream).toList();
    SortedMap<String, Integer> candidates = new TreeMap<>();
    DoubleSummaryStatistics rewards = new DoubleSummaryStatistics();
    SortedMap<String, SortedMap<String, Integer>> tags = new TreeMap<>();
    for (FeedbackItem item : items) {
      count(item.getCandidates(), candidates, rewards);
      item.getTags()
          .forEach(
              tag ->
                  tags.computeIfAbsent(tag.getName(), name -> new TreeMap<>())
                      .merge(tag.getValue(), 1, Integer::sum));
    }
    if (items.stream().anyMatch(item -> item.getForm() == ItemForm.LEXICON_CONTEXT)) {
      count(lexicon.item().getCandidates(), candidates, rewards);
    }
    int unprompted = (int) items.stream().filter(FeedbackSummary::lacksAPrompt).count();
    return new FeedbackSummary(items.size(), unprompted, candidates, rewards, tags);
  }

  private static boolean lacksAPrompt(FeedbackItem item) {
    return item.getForm() != ItemForm.LEXICON_CONTEXT && item.getContext().isEmpty();
  }

  private static void count(
      List<Candidate> found,
      SortedMap<String, Integer> candidates,
      DoubleSummaryStatistics rewards) {
    for (Candidate candidate : found) {
      candidates.merge(candidate.getRole().name().toLowerCase(Locale.ROOT), 1, Integer::sum);
    }
    found.stream().map(Candidate::getReward).filter(Objects::nonNull).forEach(rewards::accept);
  }
}
