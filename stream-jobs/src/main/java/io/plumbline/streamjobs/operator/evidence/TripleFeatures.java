package io.plumbline.streamjobs.operator.evidence;

import io.plumbline.schemas.record.FeatureBatch;
import io.plumbline.streamjobs.linalg.CsrMatrix;
import io.plumbline.streamjobs.probe.Triples;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.ToIntFunction;

/** Puts the features of all hooks side by side, triple by triple. */
final class TripleFeatures {
  private TripleFeatures() {}

  /** Features of one hook and where each candidate's row is. */
  private record HookFeatures(String hook, CsrMatrix matrix, Map<String, Integer> rows) {

    CsrMatrix select(List<StatedFeedback.Triple> triples, ToIntFunction<StatedFeedback.Triple> of)
        throws UnusableEvidenceException {
      int[] selected = new int[triples.size()];
      for (int i = 0; i < selected.length; i++) {
        StatedFeedback.Triple triple = triples.get(i);
        Integer row = rows.get(key(triple.item(), of.applyAsInt(triple)));
        if (row == null) {
          throw new UnusableEvidenceException(
              "there are no features of item " + triple.item() + " at " + hook);
        }
        selected[i] = row;
      }
      return matrix.selectRows(selected);
    }
  }

  /**
   * Triples in the order of the dataset.
   *
   * @param features batches by hook, in canonical order
   * @throws UnusableEvidenceException if a row is missing or batches of a hook differ
   */
  static Triples of(StatedFeedback feedback, SortedMap<String, List<FeatureBatch>> features)
      throws UnusableEvidenceException {
    List<StatedFeedback.Triple> triples = feedback.triples();
    List<CsrMatrix> positive = new ArrayList<>();
    List<CsrMatrix> negative = new ArrayList<>();
    List<CsrMatrix> neutral = new ArrayList<>();
    for (Map.Entry<String, List<FeatureBatch>> entry : features.entrySet()) {
      HookFeatures hook = hook(entry.getKey(), entry.getValue());
      positive.add(hook.select(triples, StatedFeedback.Triple::positive));
      negative.add(hook.select(triples, StatedFeedback.Triple::negative));
      neutral.add(hook.select(triples, StatedFeedback.Triple::neutral));
    }
    return new Triples(
        triples.stream().map(t -> t.word(t.positive())).toList(),
        triples.stream().mapToDouble(t -> t.stated(t.positive())).toArray(),
        triples.stream().map(t -> t.word(t.negative())).toList(),
        triples.stream().mapToDouble(t -> t.stated(t.negative())).toArray(),
        CsrMatrix.concatenateColumns(positive),
        CsrMatrix.concatenateColumns(negative),
        CsrMatrix.concatenateColumns(neutral));
  }

  private static HookFeatures hook(String name, List<FeatureBatch> batches)
      throws UnusableEvidenceException {
    List<CsrMatrix> parts = new ArrayList<>();
    Map<String, Integer> rows = new HashMap<>();
    for (FeatureBatch batch : batches) {
      if (batch.getFeatures() != batches.get(0).getFeatures()
          || !batch.getDictionary().equals(batches.get(0).getDictionary())) {
        throw new UnusableEvidenceException(
            "feature batches at " + name + " are of different dictionaries");
      }
      for (int i = 0; i < batch.getItems().size(); i++) {
        rows.put(key(batch.getItems().get(i), batch.getCandidates().get(i)), rows.size());
      }
      parts.add(FeatureMatrices.of(batch));
    }
    return new HookFeatures(name, CsrMatrix.concatenateRows(parts), rows);
  }

  private static String key(String item, int candidate) {
    return candidate + "/" + item;
  }
}
