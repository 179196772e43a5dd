package io.plumbline.schemas.digest;

import io.plumbline.schemas.serde.TrustedRecords;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/**
 * The bytes that stand for a record in digests: its Avro binary under its own schema. They are a
 * function of the content alone, because no schema of ours has a map and writers sort their arrays.
 */
public final class CanonicalBytes {
  private static final int TYPICAL_RECORD_BYTES = 1 << 12;

  static {
    TrustedRecords.trust();
  }

  private CanonicalBytes() {}

  public static byte[] of(SpecificRecord record) {
    return after(new byte[0], record);
  }

  /** What stands before the record's bytes, and these. */
  public static byte[] after(byte[] header, SpecificRecord record) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(TYPICAL_RECORD_BYTES);
    bytes.writeBytes(header);
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    try {
      new SpecificDatumWriter<SpecificRecord>(record.getSchema()).write(record, encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
