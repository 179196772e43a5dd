package io.plumbline.extractor.model.spec;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import io.plumbline.extractor.model.WeightReader;
import io.plumbline.extractor.model.layer.Linear;
import java.util.List;
import java.util.Objects;

/**
 * The map to queries, keys and values, however a family stores it. It is run as one product.
 *
 * @param parts one fused map, or those to queries, keys and values
 * @param headsApart 0 if a fused map gives all queries, then all keys, then all values; otherwise
 *     the number of heads, each with its own query, key and value side by side
 */
public record ProjectionSpec(List<LinearSpec> parts, int headsApart) {
  public ProjectionSpec {
    parts = List.copyOf(parts);
  }

  /** Three maps. */
  public static ProjectionSpec separate(LinearSpec query, LinearSpec key, LinearSpec value) {
    return new ProjectionSpec(List.of(query, key, value), 0);
  }

  /** One map to all queries, then all keys, then all values. */
  public static ProjectionSpec fused(LinearSpec all) {
    return new ProjectionSpec(List.of(all), 0);
  }

  /** One map to the query, key and value of the first head, then those of the second, ... */
  public static ProjectionSpec fusedByHead(LinearSpec all, int heads) {
    return new ProjectionSpec(List.of(all), heads);
  }

  void declare(Parameters parameters) {
    parts.forEach(part -> part.declare(parameters));
  }

  Linear load(WeightReader reader) {
    List<Linear> loaded = parts.stream().map(part -> part.load(reader)).toList();
    if (loaded.size() > 1) {
      return stacked(loaded);
    }
    return headsApart == 0 ? loaded.get(0) : regrouped(loaded.get(0));
  }

  private static Linear stacked(List<Linear> maps) {
    NDArray weight = stackedArrays(maps.stream().map(Linear::weight).toList());
    List<NDArray> biases = maps.stream().map(Linear::bias).filter(Objects::nonNull).toList();
    return new Linear(weight, biases.isEmpty() ? null : stackedArrays(biases));
  }

  private static NDArray stackedArrays(List<NDArray> arrays) {
    NDArray all = NDArrays.concat(new NDList(arrays), 0);
    arrays.forEach(NDArray::close);
    return all;
  }

  private Linear regrouped(Linear map) {
    return new Linear(
        regroupedRows(map.weight()), map.bias() == null ? null : regroupedRows(map.bias()));
  }

  /** Turns rows {@code [heads, 3, head_dim]} into {@code [3, heads, head_dim]}. */
  private NDArray regroupedRows(NDArray array) {
    Shape shape = array.getShape();
    try (array;
        NDArray byHead = array.reshape(headsApart, 3, -1);
        NDArray byRole = byHead.swapAxes(0, 1)) {
      return byRole.reshape(shape);
    }
  }
}
