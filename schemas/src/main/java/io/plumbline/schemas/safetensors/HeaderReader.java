package io.plumbline.schemas.safetensors;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.plumbline.schemas.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads and checks the header of a safetensors file: eight bytes of header length (little-endian),
 * a JSON object of name to dtype, shape and byte range, then the data. The ranges must cover the
 * rest of the file without gap or overlap, so nothing in a file that passes can point elsewhere.
 */
final class HeaderReader {
  private static final int LENGTH_BYTES = Long.BYTES;

  /**
   * Of a thousand layers 3 MB are used. The reference implementation's limit, 100 MB, would allow
   * headers that take a gigabyte of heap and half a minute before what they say can be refused.
   */
  private static final long MAX_HEADER_BYTES = 16 << 20;

  /** What Git LFS leaves in the place of a file starts with "version ". */
  private static final long POINTER = 0x206e_6f69_7372_6576L;

  private static final String METADATA = "__metadata__";
  private static final String REMEDY = "; the file is damaged: copy or save it again";
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final Path file;

  HeaderReader(Path file) {
    this.file = file;
  }

  /**
   * Reads the header and checks all of it.
   *
   * @return the tensors, by name
   * @throws UserError if anything about the header or the file's length is wrong
   */
  SortedMap<String, TensorEntry> read(FileChannel channel) throws IOException {
    long fileBytes = channel.size();
    if (fileBytes < LENGTH_BYTES) {
      throw damaged("has " + fileBytes + " bytes, fewer than a safetensors header needs");
    }
    long headerBytes = fully(channel, 0, LENGTH_BYTES).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (headerBytes == POINTER) {
      throw new UserError(
          file + " is a pointer of Git LFS, not the file; get it with git lfs pull");
    }
    if (headerBytes < 2 || headerBytes > MAX_HEADER_BYTES) {
      throw damaged("gives its header an absurd length of " + Long.toUnsignedString(headerBytes));
    }
    long dataStart = LENGTH_BYTES + headerBytes;
    if (dataStart > fileBytes) {
      throw damaged(
          "is truncated: its header ends at " + dataStart + " of " + fileBytes + " bytes");
    }
    JsonNode header = parse(fully(channel, LENGTH_BYTES, (int) headerBytes));
    SortedMap<String, TensorEntry> entries = new TreeMap<>();
    for (Map.Entry<String, JsonNode> field : header.properties()) {
      if (!field.getKey().equals(METADATA)) {
        entries.put(field.getKey(), entry(field.getKey(), field.getValue(), dataStart));
      }
    }
    checkCoverage(entries, dataStart, fileBytes);
    return Collections.unmodifiableSortedMap(entries);
  }

  private ByteBuffer fully(FileChannel channel, long from, int bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(bytes);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, from + buffer.position()) < 0) {
        throw damaged("became shorter while it was read");
      }
    }
    return buffer.flip();
  }

  private JsonNode parse(ByteBuffer bytes) {
    try {
      JsonNode header = JSON.readTree(StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
      if (header.isObject()) {
        return header;
      }
      throw damaged("has a header that is not a JSON object");
    } catch (CharacterCodingException e) {
      throw damaged("has a header that is not UTF-8");
    } catch (JsonProcessingException e) {
      throw new UserError(
          file + " has a header that is not JSON (" + e.getOriginalMessage() + ")" + REMEDY, e);
    }
  }

  private TensorEntry entry(String name, JsonNode fields, long dataStart) {
    ElementType type =
        ElementType.byName(fields.path("dtype").asText())
            .orElseThrow(() -> damaged(name, "has unknown dtype " + fields.path("dtype")));
    List<Long> shape = longs(name, fields.path("shape"), "shape");
    List<Long> range = longs(name, fields.path("data_offsets"), "data_offsets");
    if (range.size() != 2 || range.get(0) > range.get(1)) {
      throw damaged(name, "has data_offsets " + range);
    }
    long bits = type.bits();
    try {
      for (long dimension : shape) {
        bits = Math.multiplyExact(bits, dimension);
      }
    } catch (ArithmeticException e) {
      throw damaged(name, "has an absurd shape " + shape);
    }
    long bytes = bits / Byte.SIZE;
    if (range.get(1) - range.get(0) != bytes) {
      throw damaged(
          name,
          "of shape "
              + shape
              + " and dtype "
              + type
              + " needs "
              + bytes
              + " bytes, but data_offsets give it "
              + (range.get(1) - range.get(0)));
    }
    try {
      return new TensorEntry(
          file,
          name,
          type,
          shape,
          Math.addExact(dataStart, range.get(0)),
          Math.addExact(dataStart, range.get(1)));
    } catch (ArithmeticException e) {
      throw damaged(name, "has data_offsets " + range);
    }
  }

  private List<Long> longs(String name, JsonNode array, String field) {
    List<Long> values = new ArrayList<>();
    for (JsonNode value : array) {
      if (!value.canConvertToLong() || !value.isIntegralNumber() || value.asLong() < 0) {
        throw damaged(name, "has " + field + " " + array);
      }
      values.add(value.asLong());
    }
    if (!array.isArray()) {
      throw damaged(name, "has no " + field);
    }
    return values;
  }

  private void checkCoverage(Map<String, TensorEntry> entries, long dataStart, long fileBytes) {
    List<TensorEntry> byOffset = new ArrayList<>(entries.values());
    byOffset.sort(
        Comparator.comparingLong(TensorEntry::begin)
            .thenComparingLong(TensorEntry::end)
            .thenComparing(TensorEntry::name));
    long covered = dataStart;
    for (TensorEntry entry : byOffset) {
      if (entry.begin() < covered) {
        throw damaged(entry.name(), "overlaps the tensor before it");
      }
      if (entry.begin() > covered) {
        throw damaged(entry.name(), "leaves a gap of " + (entry.begin() - covered) + " bytes");
      }
      if (entry.end() > fileBytes) {
        throw damaged(
            entry.name(),
            "ends at byte " + entry.end() + ", but the file is truncated at " + fileBytes);
      }
      covered = entry.end();
    }
    if (covered != fileBytes) {
      throw damaged("has " + (fileBytes - covered) + " bytes that belong to no tensor");
    }
  }

  private UserError damaged(String what) {
    return new UserError(file + " " + what + REMEDY);
  }

  private UserError damaged(String tensor, String what) {
    return new UserError(file + ": tensor " + tensor + " " + what + REMEDY);
  }
}
