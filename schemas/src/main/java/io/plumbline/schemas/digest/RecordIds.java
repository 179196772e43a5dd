package io.plumbline.schemas.digest;

import io.plumbline.schemas.record.ActivationBatch;
import io.plumbline.schemas.record.Alert;
import io.plumbline.schemas.record.AttributionReport;
import io.plumbline.schemas.record.BatchPosition;
import io.plumbline.schemas.record.CheckpointArrived;
import io.plumbline.schemas.record.DictionaryVersion;
import io.plumbline.schemas.record.DriftReport;
import io.plumbline.schemas.record.FeatureBatch;
import io.plumbline.schemas.record.ImplicitFeedback;
import io.plumbline.schemas.record.LogProbBatch;
import io.plumbline.schemas.record.ProbeReport;
import io.plumbline.schemas.record.ReadoutBatch;
import org.apache.avro.specific.SpecificRecord;

/**
 * The identity of a record: a function of what it was made from. Two records with one id are the
 * same record delivered twice. Ids sort in canonical order (key, checkpoint, shard, index).
 */
public final class RecordIds {
  private RecordIds() {}

  /**
   * Identity of a record within its topic.
   *
   * @throws IllegalArgumentException for record types without an identity of this kind
   */
  public static String of(SpecificRecord record) {
    if (record instanceof ActivationBatch r) {
      return join(r.getHook(), r.getRole().name(), of(r.getPosition()));
    }
    if (record instanceof LogProbBatch r) {
      return of(r.getPosition());
    }
    if (record instanceof ReadoutBatch r) {
      return of(r.getPosition());
    }
    if (record instanceof FeatureBatch r) {
      return join(r.getHook(), of(r.getPosition()));
    }
    if (record instanceof CheckpointArrived r) {
      return join(r.getRun(), number(r.getOrdinal()), r.getCheckpoint());
    }
    if (record instanceof DictionaryVersion r) {
      return join(r.getRun(), r.getHook(), number(r.getVersion()), number(r.getChunk()));
    }
    if (record instanceof ProbeReport r) {
      return join(r.getRun(), r.getProbe(), number(r.getOrdinal()));
    }
    if (record instanceof ImplicitFeedback r) {
      return join(r.getRun(), r.getProbe(), number(r.getOrdinal()), number(r.getIndex()));
    }
    if (record instanceof AttributionReport r) {
      return join(r.getRun(), number(r.getOrdinal()));
    }
    if (record instanceof DriftReport r) {
      return join(r.getRun(), number(r.getOrdinal()));
    }
    if (record instanceof Alert r) {
      return join(r.getRun(), r.getRule(), number(r.getOrdinal()));
    }
    throw new IllegalArgumentException("no identity for " + record.getClass().getSimpleName());
  }

  /** Identity of a batch within its topic, apart from hook and role. */
  public static String of(BatchPosition p) {
    return join(p.getRun(), number(p.getOrdinal()), number(p.getShard()), number(p.getIndex()));
  }

  private static String join(String... parts) {
    return String.join("/", parts);
  }

  /** Padded, so that text order is number order. */
  private static String number(int value) {
    return String.format("%010d", value);
  }
}
