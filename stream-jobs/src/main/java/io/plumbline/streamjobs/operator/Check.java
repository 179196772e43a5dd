package io.plumbline.streamjobs.operator;

import java.io.Serializable;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * What makes a batch unusable by itself. Reasons are in words, for the dead letters.
 *
 * @param <T> the batch
 */
interface Check<T extends SpecificRecordBase> extends Serializable {
  /** Why the batch's place in its run cannot be believed, if so. */
  Optional<String> misplaced(T batch);

  /** Why the content of a batch with a believable place cannot be used, if so. */
  Optional<String> damaged(T batch);

  /** The empty batch that takes the place of a damaged one, so that nobody waits for it. */
  T failed(T batch, String reason);
}
