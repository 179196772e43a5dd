package io.plumbline.streamjobs.dictionary.layout;

import io.plumbline.schemas.UserError;
import io.plumbline.schemas.safetensors.TensorSource;
import io.plumbline.streamjobs.linalg.FloatMatrix;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * The tensors of a dictionary, with complaints that name file and tensor.
 *
 * @param file where they lie
 * @param source what reads them
 */
record DictionaryTensors(Path file, TensorSource source) {
  /** Two such matrices and the biases still fit into one Java array of bytes. */
  private static final long MAX_ELEMENTS = 1L << 27;

  /**
   * Refuses tensors other than those named.
   *
   * @throws UserError if there is one
   */
  void requireOnly(Set<String> known) {
    for (String name : source.names()) {
      if (!known.contains(name)) {
        throw new UserError(file + ": tensor " + name + " is not understood");
      }
    }
  }

  boolean has(String name) {
    return source.names().contains(name);
  }

  /** A matrix as it is stored, {@code [rows, columns]}. */
  FloatMatrix matrix(String name, int rows, int columns) {
    requireShape(name, List.of((long) rows, (long) columns));
    if ((long) rows * columns > MAX_ELEMENTS) {
      throw new UserError(
          "%s: tensor %s has [%d, %d]; dictionaries of more than %d weights are not read"
              .formatted(file, name, rows, columns, MAX_ELEMENTS));
    }
    return new FloatMatrix(rows, columns, read(name, rows * columns));
  }

  /** A matrix that is stored transposed, {@code [columns, rows]}. */
  FloatMatrix transposed(String name, int rows, int columns) {
    FloatMatrix stored = matrix(name, columns, rows);
    FloatMatrix matrix = FloatMatrix.zeros(rows, columns);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        matrix.values()[i * columns + j] = stored.get(j, i);
      }
    }
    return matrix;
  }

  float[] vector(String name, int length) {
    requireShape(name, List.of((long) length));
    return read(name, length);
  }

  /** One number, {@code []} or {@code [1]}. */
  float scalar(String name) {
    if (source.entry(name).size() != 1) {
      throw new UserError(
          file
              + ": tensor "
              + name
              + " has shape "
              + source.entry(name).shape()
              + " instead of []");
    }
    return read(name, 1)[0];
  }

  /** Sizes of a tensor's dimensions. */
  List<Long> shape(String name) {
    return source.entry(name).shape();
  }

  private void requireShape(String name, List<Long> expected) {
    List<Long> shape = source.entry(name).shape();
    if (!shape.equals(expected)) {
      throw new UserError(
          "%s: tensor %s has shape %s where its configuration means %s"
              .formatted(file, name, shape, expected));
    }
  }

  private float[] read(String name, int length) {
    float[] values = new float[length];
    source.read(name, 0, FloatBuffer.wrap(values));
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw new UserError(file + ": tensor " + name + " has " + value);
      }
    }
    return values;
  }
}
