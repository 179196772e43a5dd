package io.plumbline.schemas.safetensors;

import java.nio.file.Path;
import java.util.List;

/**
 * Where a tensor lies.
 *
 * @param file file that holds it
 * @param name its name, such as {@code gpt_neox.layers.0.attention.dense.weight}
 * @param type type of its elements
 * @param shape sizes of its dimensions, row-major; empty for a scalar
 * @param begin first byte, counted from the start of the file
 * @param end byte after the last
 */
public record TensorEntry(
    Path file, String name, ElementType type, List<Long> shape, long begin, long end) {
  public TensorEntry {
    shape = List.copyOf(shape);
  }

  /** The same place under another name. */
  public TensorEntry renamed(String other) {
    return new TensorEntry(file, other, type, shape, begin, end);
  }

  /** Number of elements. */
  public long size() {
    return (end - begin) * Byte.SIZE / type.bits();
  }
}
