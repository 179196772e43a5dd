package io.plumbline.schemas.digest;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256, as lower-case hexadecimal text of 64 characters or as a seed. */
public final class Sha256 {
  private Sha256() {}

  public static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  public static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(newDigest().digest(bytes));
  }

  /** Digest of the buffer's remaining bytes; its position is left as it is. */
  public static String hex(ByteBuffer bytes) {
    MessageDigest digest = newDigest();
    digest.update(bytes.duplicate());
    return HexFormat.of().formatHex(digest.digest());
  }

  /**
   * A seed for one purpose, derived from a run's digest, so that no result hangs on a hidden input.
   *
   * @param runDigest digest of the run's specification
   * @param purpose what the seed is for, such as {@code "folds"}; different purposes get
   *     independent seeds
   */
  public static long seed(String runDigest, String purpose) {
    byte[] bytes = (runDigest + "/" + purpose).getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.wrap(newDigest().digest(bytes)).getLong();
  }
}
