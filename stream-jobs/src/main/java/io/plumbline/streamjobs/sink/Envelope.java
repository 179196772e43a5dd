package io.plumbline.streamjobs.sink;

import io.plumbline.schemas.record.AttributionReport;
import io.plumbline.schemas.record.DeadLetter;
import io.plumbline.schemas.record.DictionaryVersion;
import io.plumbline.schemas.record.FeatureBatch;
import io.plumbline.schemas.record.ImplicitFeedback;
import io.plumbline.schemas.record.ProbeReport;
import io.plumbline.schemas.topic.Keys;
import org.apache.avro.specific.SpecificRecord;

/**
 * What goes around a record that these jobs write.
 *
 * @param key as the catalogue of topics says
 * @param time time of the checkpoint that the record is about, milliseconds since the epoch
 */
record Envelope(String key, long time) {

  /**
   * @throws IllegalArgumentException for records that these jobs do not write
   */
  static Envelope of(SpecificRecord record) {
    if (record instanceof FeatureBatch r) {
      return new Envelope(
          Keys.of(r.getPosition().getRun(), r.getPosition().getStep()), r.getPosition().getTime());
    }
    if (record instanceof DictionaryVersion r) {
      return new Envelope(Keys.of(r.getRun(), r.getHook()), r.getTime());
    }
    if (record instanceof ProbeReport r) {
      return new Envelope(Keys.of(r.getRun(), r.getProbe()), r.getTime());
    }
    if (record instanceof ImplicitFeedback r) {
      return new Envelope(Keys.of(r.getRun(), r.getProbe()), r.getTime());
    }
    if (record instanceof AttributionReport r) {
      return new Envelope(r.getRun(), r.getTime());
    }
    if (record instanceof DeadLetter r) {
      return new Envelope(Keys.of(r.getTopic(), r.getPartition(), r.getOffset()), r.getTime());
    }
    throw new IllegalArgumentException(
        record.getClass().getSimpleName() + " is not written by stream-jobs");
  }
}
