package io.plumbline.streamjobs.policy;

import java.util.OptionalInt;

/**
 * Where the policy chooses between candidates.
 *
 * @param item the item that it belongs to
 * @param position token position that predicts the candidates, where an item has several contexts
 * @param unit what its evidence is summed by
 */
public record Context(String item, OptionalInt position, Unit unit) {
  /** The only context of an item. */
  public static Context of(String item, Unit unit) {
    return new Context(item, OptionalInt.empty(), unit);
  }
}
