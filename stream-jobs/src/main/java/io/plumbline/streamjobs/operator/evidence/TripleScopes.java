package io.plumbline.streamjobs.operator.evidence;

import io.plumbline.streamjobs.linalg.CsrMatrix;
import io.plumbline.streamjobs.linalg.FloatMatrix;
import io.plumbline.streamjobs.linalg.MatrixProduct;
import io.plumbline.streamjobs.probe.RawRows;
import io.plumbline.streamjobs.probe.TripleControls;
import io.plumbline.streamjobs.probe.Triples;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

/** Triples by the features of all hooks side by side, and of each hook by itself. */
final class TripleScopes {
  private final StatedFeedback feedback;
  private final List<StatedFeedback.Triple> triples;
  private final List<String> items;
  private final MatrixProduct product;

  /**
   * Triples with what they are held against.
   *
   * @param triples in the order of the dataset
   * @param controls of them
   */
  record Scope(Triples triples, TripleControls controls) {}

  /** What one hook has of the triples; distances are squared. */
  @SuppressWarnings("ArrayRecordComponent") // carried through, never compared
  private record Part(
      CsrMatrix positive, CsrMatrix negative, CsrMatrix neutral, RawRows raw, double[] squares) {}

  TripleScopes(StatedFeedback feedback, MatrixProduct product) {
    this.feedback = feedback;
    this.triples = feedback.triples();
    this.items = triples.stream().map(StatedFeedback.Triple::item).toList();
    this.product = product;
  }

  /**
   * The triples by scope: {@link HookScopes#ALL}, and where there are several each hook.
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
    HookScopes.of(parts).forEach((scope, of) -> scopes.put(scope, scope(of)));
    return scopes;
  }

  private Part part(HookRows hook, int columns) throws UnusableEvidenceException {
    int[] positive = rows(hook, StatedFeedback.Triple::positive);
    int[] negative = rows(hook, StatedFeedback.Triple::negative);
    int[] neutral = rows(hook, StatedFeedback.Triple::neutral);
    int n = triples.size();
    int[] words = new int[2 * n];
    System.arraycopy(positive, 0, words, 0, n);
    System.arraycopy(negative, 0, words, n, n);
    FloatMatrix raw = hook.activations(words);
    FloatMatrix beside = hook.activations(neutral);
    double[] squares = new double[2 * n];
    for (int i = 0; i < squares.length; i++) {
      for (int j = 0; j < raw.columns(); j++) {
        double difference = (double) raw.get(i, j) - beside.get(i % n, j);
        squares[i] += difference * difference;
      }
    }
    return new Part(
        hook.features(positive),
        hook.features(negative),
        hook.features(neutral),
        RawRows.of(raw, columns, product),
        squares);
  }

  private int[] rows(HookRows hook, ToIntFunction<StatedFeedback.Triple> candidate)
      throws UnusableEvidenceException {
    return hook.of(items, triples.stream().mapToInt(candidate).toArray());
  }

  private Scope scope(List<Part> parts) {
    double[] distances = new double[2 * triples.size()];
    for (Part part : parts) {
      for (int i = 0; i < distances.length; i++) {
        distances[i] += part.squares[i];
      }
    }
    for (int i = 0; i < distances.length; i++) {
      distances[i] = StrictMath.sqrt(distances[i]);
    }
    List<String> texts = new ArrayList<>();
    triples.forEach(triple -> texts.add(feedback.text(triple.item(), triple.positive())));
    triples.forEach(triple -> texts.add(feedback.text(triple.item(), triple.negative())));
    return new Scope(
        new Triples(
            triples.stream().map(t -> t.word(t.positive())).toList(),
            triples.stream().mapToDouble(t -> t.stated(t.positive())).toArray(),
            triples.stream().map(t -> t.word(t.negative())).toList(),
            triples.stream().mapToDouble(t -> t.stated(t.negative())).toArray(),
            beside(parts.stream().map(Part::positive)),
            beside(parts.stream().map(Part::negative)),
            beside(parts.stream().map(Part::neutral))),
        new TripleControls(
            RawRows.beside(parts.stream().map(Part::raw).toList()), distances, texts));
  }

  private static CsrMatrix beside(Stream<CsrMatrix> parts) {
    return CsrMatrix.concatenateColumns(parts.toList());
  }
}
