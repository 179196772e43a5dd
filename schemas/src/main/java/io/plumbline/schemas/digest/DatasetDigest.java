package io.plumbline.schemas.digest;

import io.plumbline.schemas.record.FeedbackDataset;
import io.plumbline.schemas.record.FeedbackItem;
import io.plumbline.schemas.serde.TrustedRecords;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/**
 * Digest of a dataset: over its items by index, without the dataset's name, which is made of it.
 */
public final class DatasetDigest {
  static {
    TrustedRecords.trust();
  }

  private DatasetDigest() {}

  /**
   * The digest that belongs into {@link FeedbackDataset#getDigest()}, whatever order they are in.
   */
  public static String of(Collection<FeedbackItem> items) {
    List<FeedbackItem> inOrder =
        items.stream().sorted(Comparator.comparing(FeedbackItem::getIndex)).toList();
    MessageDigest digest = Sha256.newDigest();
    for (FeedbackItem item : inOrder) {
      digest.update(CanonicalBytes.of(FeedbackItem.newBuilder(item).setDataset("").build()));
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
