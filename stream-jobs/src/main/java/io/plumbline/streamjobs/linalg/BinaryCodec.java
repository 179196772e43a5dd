package io.plumbline.streamjobs.linalg;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/** State as bytes: arrays are their length, then the elements, big-endian. */
public final class BinaryCodec {
  /** Doubles that are turned into bytes at a time; arrays of them can be large. */
  private static final int CHUNK = 1 << 13;

  private BinaryCodec() {}

  /** Writes a state. */
  @FunctionalInterface
  public interface Writer {
    void write(DataOutput out) throws IOException;
  }

  /** Reads a state. */
  @FunctionalInterface
  public interface Reader<T> {
    T read(DataInput in) throws IOException;
  }

  /** The bytes that a writer writes. */
  public static byte[] toBytes(Writer writer) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      writer.write(new DataOutputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return bytes.toByteArray();
  }

  /**
   * What a reader reads from bytes.
   *
   * @throws UncheckedIOException if the bytes end early
   */
  public static <T> T fromBytes(byte[] bytes, Reader<T> reader) {
    try {
      return reader.read(new DataInputStream(new ByteArrayInputStream(bytes)));
    } catch (IOException e) {
      throw new UncheckedIOException("the state is damaged", e);
    }
  }

  public static void write(DataOutput out, float[] values) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(values.length, Float.BYTES));
    bytes.asFloatBuffer().put(values);
    out.writeInt(values.length);
    out.write(bytes.array());
  }

  public static void write(DataOutput out, double[] values) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Math.min(values.length, CHUNK) * Double.BYTES);
    out.writeInt(values.length);
    for (int from = 0; from < values.length; from += CHUNK) {
      int count = Math.min(CHUNK, values.length - from);
      bytes.asDoubleBuffer().put(values, from, count);
      out.write(bytes.array(), 0, count * Double.BYTES);
    }
  }

  public static void write(DataOutput out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  public static void write(DataOutput out, int[] values) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(values.length, Integer.BYTES));
    bytes.asIntBuffer().put(values);
    out.writeInt(values.length);
    out.write(bytes.array());
  }

  public static byte[] readBytes(DataInput in) throws IOException {
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    return bytes;
  }

  public static int[] readInts(DataInput in) throws IOException {
    int[] values = new int[in.readInt()];
    byte[] bytes = new byte[Math.multiplyExact(values.length, Integer.BYTES)];
    in.readFully(bytes);
    ByteBuffer.wrap(bytes).asIntBuffer().get(values);
    return values;
  }

  public static float[] readFloats(DataInput in) throws IOException {
    float[] values = new float[in.readInt()];
    byte[] bytes = new byte[Math.multiplyExact(values.length, Float.BYTES)];
    in.readFully(bytes);
    ByteBuffer.wrap(bytes).asFloatBuffer().get(values);
    return values;
  }

  public static double[] readDoubles(DataInput in) throws IOException {
    double[] values = new double[in.readInt()];
    byte[] bytes = new byte[Math.min(values.length, CHUNK) * Double.BYTES];
    for (int from = 0; from < values.length; from += CHUNK) {
      int count = Math.min(CHUNK, values.length - from);
      in.readFully(bytes, 0, count * Double.BYTES);
      ByteBuffer.wrap(bytes).asDoubleBuffer().get(values, from, count);
    }
    return values;
  }
}
