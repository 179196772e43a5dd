package io.plumbline.extractor.capture;

import io.plumbline.extractor.model.TokenTree;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What reading texts takes.
 *
 * @param texts number of texts
 * @param tokens tokens of all texts
 * @param shared tokens that are read, where what texts of an item share counts once
 * @param padded places that are computed, the padding of batches among them
 * @param headRows positions at which the head is applied
 */
public record ReadingWork(long texts, long tokens, long shared, long padded, long headRows) {
  static final ReadingWork NONE = new ReadingWork(0, 0, 0, 0, 0);

  /**
   * Counts.
   *
   * @param joined readings that are read as one sequence each
   * @param batches sequences of each batch
   */
  static ReadingWork of(List<List<Reading>> joined, List<List<Integer>> batches) {
    List<Integer> lengths = joined.stream().map(PrefixSharing::length).toList();
    return new ReadingWork(
        joined.stream().mapToLong(List::size).sum(),
        joined.stream().flatMap(List::stream).mapToLong(text -> text.tokens().size()).sum(),
        lengths.stream().mapToLong(Integer::longValue).sum(),
        batches.stream()
            .mapToLong(
                batch -> batch.size() * batch.stream().mapToLong(lengths::get).max().orElse(0))
            .sum(),
        joined.stream().mapToLong(ReadingWork::headRows).sum());
  }

  private static long headRows(List<Reading> joined) {
    TokenTree tree = PrefixSharing.tree(joined);
    return IntStream.range(0, joined.size())
        .boxed()
        .flatMap(
            text ->
                joined.get(text).choices().stream()
                    .map(choice -> tree.place(text, choice.position())))
        .distinct()
        .count();
  }

  ReadingWork plus(ReadingWork more) {
    return new ReadingWork(
        texts + more.texts,
        tokens + more.tokens,
        shared + more.shared,
        padded + more.padded,
        headRows + more.headRows);
  }
}
