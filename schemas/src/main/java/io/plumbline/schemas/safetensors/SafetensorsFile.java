package io.plumbline.schemas.safetensors;

import io.plumbline.schemas.Unreadable;
import io.plumbline.schemas.UserError;
import io.plumbline.schemas.tensor.BrainFloat;
import io.plumbline.schemas.tensor.HalfPrecision;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
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
      throw Unreadable.because(file, e);
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
      throw new UserError(file + " has no tensor " + name + "; copy or save it again");
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
              + "; weights are read in F64, F32, F16 or BF16: save the model in one of these");
    }
    int elementBytes = entry.type().bytes();
    long next = entry.begin() + from * elementBytes;
    try {
      while (into.hasRemaining()) {
        ByteBuffer piece = mapped.slice(next, into.remaining(), elementBytes);
        next += piece.remaining();
        convert(piece, entry.type(), into);
      }
    } catch (InternalError e) {
      // The JVM turns a fault on a mapped page, whose file was cut short, into this.
      throw new UserError(file + " became shorter while it was read: tensor " + name, e);
    }
  }

  private static void convert(ByteBuffer piece, ElementType type, FloatBuffer into) {
    switch (type) {
      case F64 -> {
        while (piece.hasRemaining()) {
          into.put((float) piece.getDouble());
        }
      }
      case F32 -> into.put(piece.asFloatBuffer());
      case BF16 -> {
        while (piece.hasRemaining()) {
          into.put(BrainFloat.toFloat(piece.getShort()));
        }
      }
      case F16 -> {
        while (piece.hasRemaining()) {
          into.put(HalfPrecision.toFloat(piece.getShort()));
        }
      }
      default -> throw new IllegalArgumentException("not a type of weights: " + type);
    }
  }

  @Override
  public void close() {
    mapped.close();
  }
}
