package io.plumbline.ops.demo;

import io.plumbline.schemas.record.ImplicitItem;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** How well the divergence of the words tells the wrongly paid ones from the others. */
final class Culprits {
  private final Truth truth;

  Culprits(Truth truth) {
    this.truth = truth;
  }

  /**
   * Area under the curve: for flipped words among all words, by divergence; for boosted words among
   * the neutral ones, by residual.
   *
   * @param items implicit feedback of one checkpoint from the policy
   * @return nothing if no word is wrong
   */
  OptionalDouble auroc(List<ImplicitItem> items) {
    boolean flipped = !truth.poisoned().isEmpty();
    List<Double> wrong = new ArrayList<>();
    List<Double> right = new ArrayList<>();
    for (ImplicitItem item : items) {
      Double score = flipped ? item.getDivergence() : neutralResidual(item);
      if (score != null) {
        (truth.wrong(item.getItem()) ? wrong : right).add(score);
      }
    }
    return Auroc.of(wrong, right);
  }

  private static Double neutralResidual(ImplicitItem item) {
    boolean neutral = item.getStated() != null && item.getStated() == 0;
    return neutral ? item.getResidual() : null;
  }
}
