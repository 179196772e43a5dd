package io.plumbline.ops.benchmark;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Records that are sent over and over, in their order.
 *
 * @param all keys and values as they go to the broker; at least one
 */
record SentRecords(List<KeyAndValue> all) {

  /** Bytes of a record. */
  @SuppressWarnings("ArrayRecordComponent") // carried through, never compared
  record KeyAndValue(byte[] key, byte[] value) {}

  /** The record that is sent in a place, counted from 0. */
  KeyAndValue get(int place) {
    return all.get(place % all.size());
  }

  /** Bytes of the values of so many records from a place on. */
  long bytes(int from, int count) {
    long bytes = 0;
    for (int place = from; place < from + count; place++) {
      bytes += get(place).value().length;
    }
    return bytes;
  }

  /** Writes them for {@link #read}. */
  void write(Path file) throws IOException {
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
      out.writeInt(all.size());
      for (KeyAndValue record : all) {
        write(out, record.key());
        write(out, record.value());
      }
    }
  }

  static SentRecords read(Path file) throws IOException {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      int count = in.readInt();
      List<KeyAndValue> all = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        byte[] key = in.readNBytes(in.readInt());
        all.add(new KeyAndValue(key, in.readNBytes(in.readInt())));
      }
      return new SentRecords(all);
    }
  }

  private static void write(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }
}
