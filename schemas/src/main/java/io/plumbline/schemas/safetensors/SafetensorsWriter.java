package io.plumbline.schemas.safetensors;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.schemas.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SortedMap;

/** Writes a safetensors file with one tensor in F32, piece by piece. */
public final class SafetensorsWriter implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int ALIGNMENT = 8;

  private final Path file;
  private final FileChannel channel;
  private long missing;

  private SafetensorsWriter(Path file, FileChannel channel, long missing) {
    this.file = file;
    this.channel = channel;
    this.missing = missing;
  }

  /**
   * Starts a file, in the place of one that is there.
   *
   * @param name the tensor's name
   * @param rows its first dimension
   * @param columns its second
   * @param metadata texts that travel in the header
   * @throws UserError if it cannot be written
   */
  public static SafetensorsWriter create(
      Path file, String name, long rows, long columns, SortedMap<String, String> metadata) {
    long bytes = Math.multiplyExact(Math.multiplyExact(rows, columns), Float.BYTES);
    ObjectNode header = JSON.createObjectNode();
    metadata.forEach(header.putObject("__metadata__")::put);
    ObjectNode tensor = header.putObject(name).put("dtype", ElementType.F32.name());
    ArrayNode shape = tensor.putArray("shape");
    shape.add(rows).add(columns);
    tensor.putArray("data_offsets").add(0).add(bytes);
    byte[] text = header.toString().getBytes(StandardCharsets.UTF_8);
    int padded = (text.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    ByteBuffer head =
        ByteBuffer.allocate(Long.BYTES + padded)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(padded)
            .put(text);
    while (head.hasRemaining()) {
      head.put((byte) ' ');
    }
    try {
      FileChannel channel =
          FileChannel.open(
              file,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE);
      SafetensorsWriter writer = new SafetensorsWriter(file, channel, bytes);
      writer.fully(head.flip());
      return writer;
    } catch (IOException e) {
      throw new UserError(file + " cannot be written: " + e.getMessage(), e);
    }
  }

  /**
   * Writes the next elements.
   *
   * @throws UserError if they cannot be written
   * @throws IllegalStateException if the tensor has fewer
   */
  public void write(float[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(values.length, Float.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    missing -= bytes.remaining();
    if (missing < 0) {
      throw new IllegalStateException("more elements than the tensor has");
    }
    try {
      fully(bytes);
    } catch (IOException e) {
      throw new UserError(file + " cannot be written: " + e.getMessage(), e);
    }
  }

  private void fully(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UserError(file + " cannot be written: " + e.getMessage(), e);
    }
  }
}
