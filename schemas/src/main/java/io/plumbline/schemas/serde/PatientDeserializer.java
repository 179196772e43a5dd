package io.plumbline.schemas.serde;

import io.plumbline.schemas.UserError;
import java.time.Duration;
import org.apache.avro.specific.SpecificRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads records as {@link RecordDeserializer} does, and waits for a registry that is away. */
public final class PatientDeserializer<T extends SpecificRecord> {
  private static final Logger LOG = LoggerFactory.getLogger(PatientDeserializer.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final RecordDeserializer<T> deserializer;

  public PatientDeserializer(SchemaRegistry registry, Class<T> type) {
    this.deserializer = new RecordDeserializer<>(registry, type);
  }

  /**
   * The record, or null where there are no bytes.
   *
   * @throws org.apache.kafka.common.errors.SerializationException if they are no such record
   */
  public T deserialize(String topic, byte[] bytes) throws InterruptedException {
    boolean told = false;
    while (true) {
      try {
        return deserializer.deserialize(topic, bytes);
      } catch (UserError e) {
        if (!told) {
          LOG.warn("waiting, with a record of {}: {}", topic, e.getMessage());
          told = true;
        }
        Thread.sleep(PAUSE.toMillis());
      }
    }
  }
}
