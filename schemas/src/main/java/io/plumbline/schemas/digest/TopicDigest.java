package io.plumbline.schemas.digest;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;

/**
 * SHA-256 over the records of a derived topic in canonical order, whatever order they arrived in.
 * Two analyses are the same when their digests are equal.
 */
public final class TopicDigest {
  private final Map<String, byte[]> records = new TreeMap<>();
  private int duplicates;

  /**
   * Adds a record. The same record again is counted and changes nothing.
   *
   * @throws IllegalStateException if another record has the same identity but other content
   */
  public void add(SpecificRecord record) {
    String id = RecordIds.of(record);
    byte[] digest = Sha256.newDigest().digest(CanonicalBytes.of(record));
    byte[] before = records.putIfAbsent(id, digest);
    if (before == null) {
      return;
    }
    if (!Arrays.equals(before, digest)) {
      throw new IllegalStateException(
          "two different records of type " + record.getSchema().getName() + " have the id " + id);
    }
    duplicates++;
  }

  /** Number of different records. */
  public int size() {
    return records.size();
  }

  /** Number of records that had been added before. */
  public int duplicates() {
    return duplicates;
  }

  /** The digest, 64 hexadecimal characters. */
  public String hex() {
    MessageDigest digest = Sha256.newDigest();
    records.forEach(
        (id, content) -> {
          digest.update(id.getBytes(StandardCharsets.UTF_8));
          digest.update((byte) 0);
          digest.update(content);
        });
    return HexFormat.of().formatHex(digest.digest());
  }
}
