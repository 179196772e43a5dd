package io.plumbline.streamjobs.operator.evidence;

import io.plumbline.schemas.record.CandidateRole;
import io.plumbline.schemas.record.FeedbackItem;
import io.plumbline.schemas.record.ItemForm;
import io.plumbline.streamjobs.linalg.CsrMatrix;
import io.plumbline.streamjobs.linalg.MatrixProduct;
import io.plumbline.streamjobs.probe.PairControls;
import io.plumbline.streamjobs.probe.Pairs;
import io.plumbline.streamjobs.probe.RawRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Pairs by the features of all hooks side by side, and of each hook by itself. */
final class PairScopes {
  private final MatrixProduct product;
  private final List<String> items = new ArrayList<>();
  private final List<String> prompts = new ArrayList<>();
  private final List<String> texts = new ArrayList<>();
  private final int[] chosen;
  private final int[] rejected;

  /**
   * Pairs with what they are held against.
   *
   * @param pairs in the order of the dataset
   * @param controls of them
   */
  record Scope(Pairs pairs, PairControls controls) {}

  private record Part(CsrMatrix chosen, CsrMatrix rejected, RawRows raw) {}

  /**
   * @throws UnusableEvidenceException if an item is no pair
   */
  PairScopes(StatedFeedback feedback, MatrixProduct product) throws UnusableEvidenceException {
    this.product = product;
    List<FeedbackItem> pairs = feedback.responses(ItemForm.PAIR);
    this.chosen = new int[pairs.size()];
    this.rejected = new int[pairs.size()];
    for (int i = 0; i < chosen.length; i++) {
      FeedbackItem item = pairs.get(i);
      items.add(item.getItem());
      prompts.add(feedback.unit(item.getItem()).prompt());
      chosen[i] = StatedFeedback.only(item, CandidateRole.CHOSEN);
      rejected[i] = StatedFeedback.only(item, CandidateRole.REJECTED);
    }
    for (int i = 0; i < chosen.length; i++) {
      texts.add(pairs.get(i).getCandidates().get(chosen[i]).getText());
    }
    for (int i = 0; i < chosen.length; i++) {
      texts.add(pairs.get(i).getCandidates().get(rejected[i]).getText());
    }
  }

  /**
   * The pairs by scope: {@link HookScopes#ALL}, and where there are several each hook.
   *
   * @throws UnusableEvidenceException if a row is missing
   */
  SortedMap<String, Scope> of(SortedMap<String, HookRows> hooks) throws UnusableEvidenceException {
    int columns = hooks.values().stream().mapToInt(HookRows::width).sum();
    SortedMap<String, Part> parts = new TreeMap<>();
    for (Map.Entry<String, HookRows> hook : hooks.entrySet()) {
      parts.put(hook.getKey(), part(hook.getValue(), columns));
    }
    SortedMap<String, Scope> scopes = new TreeMap<>();
    HookScopes.of(parts)
        .forEach(
            (scope, of) ->
                scopes.put(
                    scope,
                    new Scope(
                        new Pairs(
                            items,
                            prompts,
                            beside(of.stream().map(Part::chosen)),
                            beside(of.stream().map(Part::rejected))),
                        new PairControls(
                            RawRows.beside(of.stream().map(Part::raw).toList()), texts))));
    return scopes;
  }

  private Part part(HookRows hook, int columns) throws UnusableEvidenceException {
    int[] better = hook.of(items, chosen);
    int[] worse = hook.of(items, rejected);
    int n = items.size();
    int[] rows = new int[2 * n];
    System.arraycopy(better, 0, rows, 0, n);
    System.arraycopy(worse, 0, rows, n, n);
    return new Part(
        hook.features(better),
        hook.features(worse),
        RawRows.of(hook.activations(rows), columns, product));
  }

  private static CsrMatrix beside(Stream<CsrMatrix> parts) {
    return CsrMatrix.concatenateColumns(parts.toList());
  }
}
