package io.plumbline.ops.dictionary;

import io.plumbline.schemas.UserError;
import io.plumbline.schemas.safetensors.SafetensorsFile;
import io.plumbline.streamjobs.linalg.FloatMatrix;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.Consumer;

/**
 * Activations in a safetensors file: a tensor whose last dimension, or whose last ones together,
 * are d_model. Everything before is rows.
 */
public final class ActivationFile implements AutoCloseable {
  /** As many as a batch of the job has by default. */
  private static final int BATCH_ROWS = 256;

  private final Path file;
  private final SafetensorsFile tensors;
  private final String tensor;
  private final int width;
  private final long rows;

  private ActivationFile(Path file, SafetensorsFile tensors, String tensor, int width) {
    this.file = file;
    this.tensors = tensors;
    this.tensor = tensor;
    this.width = width;
    this.rows = rows(tensors.entry(tensor).shape());
  }

  /**
   * Opens a file.
   *
   * @param tensor which of its tensors; needed where it has several
   * @param width d_model
   * @throws UserError if it cannot be read, or the tensor is not there or of another width
   */
  public static ActivationFile open(Path file, Optional<String> tensor, int width) {
    SafetensorsFile tensors = SafetensorsFile.open(file);
    try {
      return new ActivationFile(
          file, tensors, tensor.orElseGet(() -> only(file, tensors.names())), width);
    } catch (UserError e) {
      tensors.close();
      throw e;
    }
  }

  private static String only(Path file, SortedSet<String> names) {
    if (names.size() != 1) {
      throw new UserError(
          "%s has %d tensors (%s); name one with --tensor"
              .formatted(file, names.size(), String.join(", ", names)));
    }
    return names.first();
  }

  private long rows(List<Long> shape) {
    int last = shape.size();
    long inner = 1;
    while (last > 0 && inner < width) {
      inner *= shape.get(--last);
    }
    if (inner != width) {
      throw new UserError(
          "%s: tensor %s has shape %s; the dictionary reads rows of %d"
              .formatted(file, tensor, shape, width));
    }
    return shape.subList(0, last).stream().reduce(1L, Math::multiplyExact);
  }

  /** Number of rows. */
  public long rows() {
    return rows;
  }

  /**
   * Hands the rows over in batches, in order.
   *
   * @throws UserError if a value is not finite
   */
  public void forEachBatch(Consumer<FloatMatrix> consumer) {
    for (long from = 0; from < rows; from += BATCH_ROWS) {
      int count = (int) Math.min(BATCH_ROWS, rows - from);
      FloatMatrix batch = FloatMatrix.zeros(count, width);
      tensors.read(tensor, from * width, FloatBuffer.wrap(batch.values()));
      for (int i = 0; i < batch.values().length; i++) {
        if (!Float.isFinite(batch.values()[i])) {
          throw new UserError(
              "%s: tensor %s has %s in row %d, column %d"
                  .formatted(file, tensor, batch.values()[i], from + i / width, i % width));
        }
      }
      consumer.accept(batch);
    }
  }

  @Override
  public void close() {
    tensors.close();
  }
}
