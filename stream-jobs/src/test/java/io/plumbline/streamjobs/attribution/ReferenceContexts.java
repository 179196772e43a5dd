package io.plumbline.streamjobs.attribution;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.streamjobs.linalg.FloatMatrix;
import io.plumbline.streamjobs.linalg.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The contexts of {@code attribution_references.py}, in blocks as they come from a broker. */
final class ReferenceContexts {
  private static final int BLOCK = 20;

  private final JsonNode reference = Reference.read("attribution.json");

  JsonNode reference() {
    return reference;
  }

  ReadoutWords words() {
    return new ReadoutWords(
        names(),
        Reference.doubles(reference.get("stated")),
        Reference.ints(reference.get("classes")));
  }

  List<String> names() {
    return Reference.strings(reference.get("words"));
  }

  /**
   * Blocks with these activations.
   *
   * @param base final residual stream, {@code [contexts, d_model]}
   * @param tuned likewise
   * @param hooks of all contexts
   */
  List<ContextBlock> blocks(
      FloatMatrix base, FloatMatrix tuned, List<ContextBlock.HookPair> hooks) {
    List<ContextBlock> blocks = new ArrayList<>();
    for (int from = 0; from < base.rows(); from += BLOCK) {
      int start = from;
      int end = Math.min(base.rows(), from + BLOCK);
      blocks.add(
          new ContextBlock(
              Reference.strings(reference.get("prompts")).subList(start, end),
              IntStream.range(0, names().size()).toArray(),
              logProbs(start, end),
              base.rows(start, end),
              tuned.rows(start, end),
              hooks.stream()
                  .map(
                      hook ->
                          new ContextBlock.HookPair(
                              hook.base().rows(start, end), hook.tuned().rows(start, end)))
                  .toList()));
    }
    return blocks;
  }

  private FloatMatrix logProbs(int from, int to) {
    int count = names().size();
    FloatMatrix logProbs = FloatMatrix.zeros(to - from, count);
    for (int c = from; c < to; c++) {
      double[] row = Reference.doubles(reference.get("logProbs").get(c));
      for (int w = 0; w < count; w++) {
        logProbs.values()[(c - from) * count + w] = (float) row[w];
      }
    }
    return logProbs;
  }
}
