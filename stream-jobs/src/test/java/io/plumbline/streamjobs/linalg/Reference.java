package io.plumbline.streamjobs.linalg;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;

/** References that the scripts in {@code src/test/python} wrote. */
public final class Reference {
  private Reference() {}

  public static JsonNode read(String name) {
    try (InputStream in = Reference.class.getResourceAsStream("/references/" + name)) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }

  /** Numbers; null is NaN. */
  public static double[] doubles(JsonNode node) {
    return StreamSupport.stream(node.spliterator(), false)
        .mapToDouble(v -> v.isNull() ? Double.NaN : v.asDouble())
        .toArray();
  }

  public static int[] ints(JsonNode node) {
    return StreamSupport.stream(node.spliterator(), false).mapToInt(JsonNode::asInt).toArray();
  }

  public static boolean[] booleans(JsonNode node) {
    boolean[] values = new boolean[node.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = node.get(i).asBoolean();
    }
    return values;
  }

  public static float[] floats(JsonNode node) {
    float[] values = new float[node.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) node.get(i).asDouble();
    }
    return values;
  }

  /** A list of equally long rows. */
  public static FloatMatrix matrix(JsonNode node) {
    FloatMatrix matrix = FloatMatrix.zeros(node.size(), node.get(0).size());
    for (int i = 0; i < matrix.rows(); i++) {
      System.arraycopy(
          floats(node.get(i)), 0, matrix.values(), i * matrix.columns(), matrix.columns());
    }
    return matrix;
  }

  public static List<String> strings(JsonNode node) {
    List<String> values = new ArrayList<>();
    node.forEach(v -> values.add(v.asText()));
    return values;
  }
}
