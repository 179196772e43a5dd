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
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** Writes a safetensors file whose tensors, in F32, grow piece by piece. */
public final class SafetensorsWriter implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int ALIGNMENT = 8;

  private final Path file;
  private final FileChannel channel;
  private final Map<String, Long> next = new HashMap<>();
  private final Map<String, Long> ends = new HashMap<>();

  private SafetensorsWriter(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Starts a file, in the place of one that is there.
   *
   * @param shapes shape of each tensor
   * @param metadata texts that travel in the header
   * @throws UserError if it cannot be written
   */
  public static SafetensorsWriter create(
      Path file, SortedMap<String, List<Long>> shapes, SortedMap<String, String> metadata) {
    try {
      FileChannel channel =
          FileChannel.open(
              file,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE);
      SafetensorsWriter writer = new SafetensorsWriter(file, channel);
      writer.writeHeader(shapes, metadata);
      return writer;
    } catch (IOException e) {
      throw unwritable(file, e);
    }
  }

  private void writeHeader(SortedMap<String, List<Long>> shapes, SortedMap<String, String> metadata)
      throws IOException {
    ObjectNode header = JSON.createObjectNode();
    metadata.forEach(header.putObject("__metadata__")::put);
    long offset = 0;
    for (Map.Entry<String, List<Long>> tensor : shapes.entrySet()) {
      long end = offset;
      end += tensor.getValue().stream().reduce((long) Float.BYTES, Math::multiplyExact);
      ObjectNode entry = header.putObject(tensor.getKey()).put("dtype", ElementType.F32.name());
      ArrayNode shape = entry.putArray("shape");
      tensor.getValue().forEach(shape::add);
      entry.putArray("data_offsets").add(offset).add(end);
      next.put(tensor.getKey(), offset);
      ends.put(tensor.getKey(), end);
      offset = end;
    }
    byte[] text = header.toString().getBytes(StandardCharsets.UTF_8);
    int padded = (text.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    byte[] head = Arrays.copyOf(text, padded);
    Arrays.fill(head, text.length, padded, (byte) ' ');
    long start = (long) Long.BYTES + padded;
    next.replaceAll((name, from) -> start + from);
    ends.replaceAll((name, end) -> start + end);
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES + padded).order(ByteOrder.LITTLE_ENDIAN);
    fully(bytes.putLong(padded).put(head).flip(), 0);
  }

  /**
   * Writes the next elements of a tensor.
   *
   * @throws UserError if they cannot be written
   * @throws IllegalStateException if the tensor has fewer
   */
  public void write(String tensor, float[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(values.length, Float.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    long from = next.get(tensor);
    long to = from + bytes.remaining();
    if (to > ends.get(tensor)) {
      throw new IllegalStateException("more elements than tensor " + tensor + " has");
    }
    try {
      fully(bytes, from);
    } catch (IOException e) {
      throw unwritable(file, e);
    }
    next.put(tensor, to);
  }

  private void fully(ByteBuffer bytes, long position) throws IOException {
    long at = position;
    while (bytes.hasRemaining()) {
      at += channel.write(bytes, at);
    }
  }

  private static UserError unwritable(Path file, IOException cause) {
    return new UserError(file + " cannot be written: " + cause.getMessage(), cause);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw unwritable(file, e);
    }
  }
}
