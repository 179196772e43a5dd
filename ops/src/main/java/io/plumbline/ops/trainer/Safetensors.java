package io.plumbline.ops.trainer;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The safetensors format for f32 tensors of a small model: eight bytes of header length, a JSON
 * header padded to a multiple of eight, the values in little-endian order.
 */
final class Safetensors {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Safetensors() {}

  static SortedMap<String, Tensor> read(Path file) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
      int headerLength = Math.toIntExact(bytes.getLong());
      byte[] header = new byte[headerLength];
      bytes.get(header);
      SortedMap<String, Tensor> tensors = new TreeMap<>();
      int start = bytes.position();
      JSON.readTree(header)
          .properties()
          .forEach(
              entry -> {
                if (!entry.getKey().equals("__metadata__")) {
                  tensors.put(entry.getKey(), tensor(bytes, start, entry.getValue()));
                }
              });
      return tensors;
    } catch (IOException | RuntimeException e) {
      throw new TrainerException(file + " is not a readable f32 safetensors file", e);
    }
  }

  private static Tensor tensor(ByteBuffer bytes, int start, JsonNode entry) {
    if (!entry.path("dtype").asText().equals("F32")) {
      throw new IllegalArgumentException("dtype " + entry.path("dtype").asText());
    }
    long[] shape = new long[entry.get("shape").size()];
    Arrays.setAll(shape, i -> entry.get("shape").get(i).longValue());
    int from = entry.get("data_offsets").get(0).intValue();
    int to = entry.get("data_offsets").get(1).intValue();
    float[] data = new float[(to - from) / Float.BYTES];
    bytes.slice(start + from, to - from).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(data);
    return new Tensor(shape, data);
  }

  static void write(Path file, SortedMap<String, Tensor> tensors) {
    ObjectNode header = JSON.createObjectNode();
    header.putObject("__metadata__").put("format", "pt");
    int offset = 0;
    for (var entry : tensors.entrySet()) {
      int size = entry.getValue().data().length * Float.BYTES;
      ObjectNode node = header.putObject(entry.getKey()).put("dtype", "F32");
      var shape = node.putArray("shape");
      Arrays.stream(entry.getValue().shape()).forEach(shape::add);
      node.putArray("data_offsets").add(offset).add(offset + size);
      offset += size;
    }
    String text = header.toString();
    byte[] head = (text + " ".repeat((8 - text.length() % 8) % 8)).getBytes(UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(Long.BYTES + head.length + offset).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(head.length).put(head);
    for (Tensor tensor : tensors.values()) {
      bytes.asFloatBuffer().put(tensor.data());
      bytes.position(bytes.position() + tensor.data().length * Float.BYTES);
    }
    try {
      Files.write(file, bytes.array());
    } catch (IOException e) {
      throw new TrainerException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }
}
