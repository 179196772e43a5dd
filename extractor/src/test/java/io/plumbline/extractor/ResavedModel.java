package io.plumbline.extractor;

import io.plumbline.schemas.safetensors.SafetensorsFile;
import io.plumbline.schemas.safetensors.SafetensorsWriter;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** A model's or an adapter's tensors, to be saved again with some of them changed. */
public final class ResavedModel {
  private final Path file;
  private final SortedMap<String, List<Long>> shapes = new TreeMap<>();
  private final Map<String, float[]> values = new LinkedHashMap<>();

  private ResavedModel(Path file) {
    this.file = file;
    try (SafetensorsFile tensors = SafetensorsFile.open(file)) {
      for (String name : tensors.names()) {
        float[] elements = new float[(int) tensors.entry(name).size()];
        tensors.read(name, 0, FloatBuffer.wrap(elements));
        put(name, elements, tensors.entry(name).shape());
      }
    }
  }

  public static ResavedModel of(Path file) {
    return new ResavedModel(file);
  }

  /** Adds a tensor, or replaces one. */
  public ResavedModel put(String name, float[] elements, List<Long> shape) {
    shapes.put(name, shape);
    values.put(name, elements);
    return this;
  }

  /** Gives a matrix more rows, of zeros, or fewer. */
  public ResavedModel withRows(String name, int rows) {
    int columns = Math.toIntExact(shapes.get(name).get(1));
    float[] elements = Arrays.copyOf(values.get(name), rows * columns);
    return put(name, elements, List.of((long) rows, (long) columns));
  }

  /** Leaves out all tensors with a text in their name. */
  public ResavedModel without(String text) {
    shapes.keySet().removeIf(name -> name.contains(text));
    values.keySet().removeIf(name -> name.contains(text));
    return this;
  }

  /** Writes the file again. */
  public void save() {
    try (SafetensorsWriter writer = SafetensorsWriter.create(file, shapes, new TreeMap<>())) {
      values.forEach(writer::write);
    }
  }
}
