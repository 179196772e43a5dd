package io.plumbline.schemas.safetensors;

import java.nio.FloatBuffer;
import java.util.SortedSet;

/** Named tensors that can be read piece by piece, whatever files or overlays they come from. */
public interface TensorSource extends AutoCloseable {
  /** Names of all tensors. */
  SortedSet<String> names();

  /**
   * Where a tensor lies and what shape it has.
   *
   * @throws io.plumbline.schemas.UserError if there is no such tensor
   */
  TensorEntry entry(String name);

  /**
   * Fills the buffer with elements: shorter types widened to f32 exactly, f64 rounded to it.
   *
   * @param from index of the first element, row-major
   * @param into its remaining space says how many elements are read
   * @throws io.plumbline.schemas.UserError if the elements cannot be widened or the file changed
   *     underneath
   * @throws IndexOutOfBoundsException if the tensor has fewer elements
   */
  void read(String name, long from, FloatBuffer into);

  @Override
  void close();
}
