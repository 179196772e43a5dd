package io.plumbline.schemas.safetensors;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;

/**
 * A whole file in memory, read-only, of any length. One buffer of Java reaches 2 GiB only, so the
 * file is mapped in segments; they overlap by one element, so that no element is split.
 *
 * <p>Closing unmaps at once instead of at some later garbage collection: trainers delete old
 * checkpoints, and a mapped file keeps its disk space.
 */
final class MappedFile implements AutoCloseable {
  private static final int OVERLAP = Long.BYTES;

  private final int segmentBytes;
  private final long bytes;
  private MappedByteBuffer[] segments;

  MappedFile(FileChannel channel) throws IOException {
    this(channel, 1 << 30);
  }

  MappedFile(FileChannel channel, int segmentBytes) throws IOException {
    this.segmentBytes = segmentBytes;
    this.bytes = channel.size();
    this.segments = new MappedByteBuffer[(int) ((bytes + segmentBytes - 1) / segmentBytes)];
    for (int i = 0; i < segments.length; i++) {
      long start = (long) i * segmentBytes;
      long length = Math.min(bytes - start, (long) segmentBytes + OVERLAP);
      segments[i] = channel.map(FileChannel.MapMode.READ_ONLY, start, length);
    }
  }

  /**
   * A view of some elements, little-endian: of as many as lie in one piece, at least one.
   *
   * @param from first byte, counted from the start of the file
   * @param elements how many are wanted
   * @param elementBytes bytes of one element, at most eight
   */
  ByteBuffer slice(long from, long elements, int elementBytes) {
    if (segments == null) {
      throw new IllegalStateException("closed");
    }
    int segment = (int) (from / segmentBytes);
    int offset = (int) (from % segmentBytes);
    int inPiece = (segments[segment].capacity() - offset) / elementBytes;
    int length = (int) Math.min(elements, inPiece) * elementBytes;
    return segments[segment].slice(offset, length).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public void close() {
    if (segments == null) {
      return;
    }
    for (MappedByteBuffer segment : segments) {
      unmap(segment);
    }
    segments = null;
  }

  /** Java 17 has no public way to unmap; this is the way its own library recommends meanwhile. */
  private static void unmap(MappedByteBuffer buffer) {
    try {
      Class<?> unsafe = Class.forName("sun.misc.Unsafe");
      Field instance = unsafe.getDeclaredField("theUnsafe");
      instance.setAccessible(true);
      Method invokeCleaner = unsafe.getMethod("invokeCleaner", ByteBuffer.class);
      invokeCleaner.invoke(instance.get(null), buffer);
    } catch (ClassNotFoundException
        | NoSuchFieldException
        | NoSuchMethodException
        | IllegalAccessException
        | InvocationTargetException e) {
      throw new IllegalStateException("this Java cannot unmap a file", e);
    }
  }
}
