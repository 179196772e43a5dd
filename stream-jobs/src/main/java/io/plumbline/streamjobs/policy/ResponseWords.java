package io.plumbline.streamjobs.policy;

import io.plumbline.streamjobs.probe.BagOfWords;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What the words of the responses of one form say of the stated feedback, learned on other prompts.
 * Texts and feedback are the same at all checkpoints of a run, so they are learned from once.
 */
public final class ResponseWords {
  private final BagOfWords regression;
  private Optional<double[]> said = Optional.empty();

  public ResponseWords(BagOfWords regression) {
    this.regression = regression;
  }

  /**
   * By response; NaN where nothing can be learned.
   *
   * @param responses all of the form, in the same order at every checkpoint
   * @param stated what is stated of each
   */
  double[] of(List<Response> responses, double[] stated) {
    if (said.isEmpty()) {
      double[] nothing = new double[stated.length];
      Arrays.fill(nothing, Double.NaN);
      said =
          regression
              .heldOut(
                  responses.stream().map(Response::text).toList(),
                  stated,
                  responses.stream().map(response -> response.context().unit().prompt()).toList())
              .or(() -> Optional.of(nothing));
    }
    return said.get();
  }
}
