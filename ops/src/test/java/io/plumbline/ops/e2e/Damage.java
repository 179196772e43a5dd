package io.plumbline.ops.e2e;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.Consumer;

/** What can be wrong with a safetensors file, and the reason that has to be given for it. */
enum Damage {
  NONE(""),
  TRUNCATED("model.safetensors: tensor \\S+ ends at byte .* truncated at .*") {
    @Override
    byte[] of(byte[] file) {
      return Arrays.copyOf(file, file.length - 100);
    }
  },
  ABSURD_HEADER("model.safetensors gives its header an absurd length of \\d{19}.*") {
    @Override
    byte[] of(byte[] file) {
      byte[] damaged = file.clone();
      damaged[Long.BYTES - 1] = Byte.MAX_VALUE;
      return damaged;
    }
  },
  OVERLAPPING(
      "model.safetensors: tensor \\S+0.input_layernorm\\S+ overlaps the tensor before it.*") {
    @Override
    byte[] of(byte[] file) {
      return withHeader(
          file,
          header ->
              ((ObjectNode) header.get(NORM + "weight"))
                  .set("data_offsets", header.get(NORM + "bias").get("data_offsets")));
    }
  },
  MISSING("model.safetensors has no tensor \\S+layers.0.input_layernorm.bias; save .*") {
    @Override
    byte[] of(byte[] file) {
      return withHeader(file, header -> header.set("lost", header.remove(NORM + "bias")));
    }
  },
  MISSHAPEN("model.safetensors: tensor \\S+layernorm.bias has shape \\[1, \\d+\\], but .*") {
    @Override
    byte[] of(byte[] file) {
      return withHeader(
          file, header -> ((ArrayNode) header.at("/" + NORM + "bias/shape")).insert(0, 1));
    }
  };

  private static final String NORM = "gpt_neox.layers.0.input_layernorm.";
  private static final JsonMapper JSON = new JsonMapper();

  private final String reason;

  Damage(String reason) {
    this.reason = reason;
  }

  /** The reason as a regular expression, from the file's name on. */
  String reason() {
    return reason;
  }

  /** A file of a GPT-NeoX model with this damage. */
  byte[] of(byte[] file) {
    return file;
  }

  private static byte[] withHeader(byte[] file, Consumer<ObjectNode> change) {
    ByteBuffer sound = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int data = Long.BYTES + Math.toIntExact(sound.getLong());
    try {
      ObjectNode header = (ObjectNode) JSON.readTree(Arrays.copyOfRange(file, Long.BYTES, data));
      change.accept(header);
      byte[] bytes = JSON.writeValueAsBytes(header);
      return ByteBuffer.allocate(Long.BYTES + bytes.length + file.length - data)
          .order(ByteOrder.LITTLE_ENDIAN)
          .putLong(bytes.length)
          .put(bytes)
          .put(file, data, file.length - data)
          .array();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
