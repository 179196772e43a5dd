package io.plumbline.schemas.safetensors;

import io.plumbline.schemas.UserError;
import io.plumbline.schemas.tensor.BrainFloat;
import io.plumbline.schemas.tensor.HalfPrecision;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/** One safetensors file, memory-mapped. Any number of threads may read it. */
public final class SafetensorsFile implements TensorSource {
  private final Path file;
  private final SortedMap<String, TensorEntry> entries;
  private final MappedFile mapped;

  private SafetensorsFile(Path file, SortedMap<String, TensorEntry> entries, MappedFile mapped) {
    this.file = file;
    this.entries = entries;
    this.mapped = mapped;
  }

  /**
   * Maps a file and checks its header.
   *
   * @throws UserError if it cannot be read or is damaged; the message names file and tensor
   */
  public static SafetensorsFile open(Path file) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      SortedMap<String, TensorEntry> entries = new HeaderReader(file).read(channel);
      return new SafetensorsFile(file, entries, new MappedFile(channel));
    } catch (IOException e) {
      throw new UserError(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  @Override
  public SortedSet<String> names() {
    return new TreeSet<>(entries.keySet());
  }

  @Override
  public TensorEntry entry(String name) {
    TensorEntry entry = entries.get(name);
    if (entry == null) {
      throw new UserError(file + " has no tensor " + name);
    }
    return entry;
  }

  @Override
  public void read(String name, long from, FloatBuffer into) {
    TensorEntry entry = entry(name);
    Objects.checkFromIndexSize(from, into.remaining(), entry.size());
    if (!entry.type().isReadable()) {
      throw new UserError(
          file
              + ": tensor "
              + name
              + " is "
              + entry.type()
              + "; weights are read in F32, F16 or BF16: save the model in one of these");
    }
    int elementBytes = entry.type().bytes();
    long next = entry.begin() + from * elementBytes;
    try {
      while (into.hasRemaining()) {
        ByteBuffer piece = mapped.slice(next, into.remaining(), elementBytes);
        next += piece.remaining();
        widen(piece, entry.type(), into);
      }
    } catch (InternalError e) {
      // The JVM turns a fault on a mapped page, whose file was cut short, into this.
      throw new UserError(file + " became shorter while it was read: tensor " + name, e);
    }
  }

  private static void widen(ByteBuffer piece, ElementType type, FloatBuffer into) {
    if (type == ElementType.F32) {
      into.put(piece.asFloatBuffer());
      return;
    }
    ShortBuffer halves = piece.asShortBuffer();
    if (type == ElementType.BF16) {
      while (halves.hasRemaining()) {
        into.put(BrainFloat.toFloat(halves.get()));
      }
    } else {
      while (halves.hasRemaining()) {
        into.put(HalfPrecision.toFloat(halves.get()));
      }
    }
  }

  @Override
  public void close() {
    mapped.close();
  }
}
