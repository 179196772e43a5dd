package io.plumbline.ops.dictionary;

import io.plumbline.streamjobs.dictionary.Dictionary;
import io.plumbline.streamjobs.dictionary.ReconstructionFit;
import io.plumbline.streamjobs.linalg.CsrMatrix;
import io.plumbline.streamjobs.linalg.MatrixProduct;
import java.util.BitSet;

/**
 * How well a dictionary fits activations.
 *
 * @param sums over the rows
 * @param dead features that have not fired on any of them
 */
public record DictionaryFit(ReconstructionFit sums, int dead) {

  /** Encodes and rebuilds all rows. */
  public static DictionaryFit of(
      Dictionary dictionary, ActivationFile activations, MatrixProduct product) {
    Tally tally = new Tally(dictionary.width());
    activations.forEachBatch(
        x -> {
          CsrMatrix features = dictionary.encode(x, product);
          tally.sums = tally.sums.plus(dictionary.fit(x, features, product));
          for (int feature : features.columnIndices()) {
            tally.fired.set(feature);
          }
        });
    return new DictionaryFit(tally.sums, dictionary.features() - tally.fired.cardinality());
  }

  private static final class Tally {
    private final BitSet fired = new BitSet();
    private ReconstructionFit sums;

    Tally(int width) {
      this.sums = ReconstructionFit.empty(width);
    }
  }
}
