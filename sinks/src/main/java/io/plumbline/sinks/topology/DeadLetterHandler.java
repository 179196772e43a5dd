package io.plumbline.sinks.topology;

import io.plumbline.schemas.record.DeadLetter;
import io.plumbline.schemas.serde.RecordSerializer;
import io.plumbline.schemas.serde.SchemaRegistry;
import io.plumbline.schemas.topic.Keys;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends bytes that are no record to the dead letters, in the transaction that moves past them. Any
 * other failure, such as a registry that does not answer, is no fault of the bytes and stops the
 * thread.
 */
public final class DeadLetterHandler implements DeserializationExceptionHandler {
  /** Configuration: the {@link SchemaRegistry}. */
  static final String REGISTRY = "plumbline.dead-letters.registry";

  /** Configuration: name of the topic. */
  static final String TOPIC = "plumbline.dead-letters.topic";

  static final String STAGE = "sinks.drift";

  private static final Logger LOG = LoggerFactory.getLogger(DeadLetterHandler.class);

  private RecordSerializer<DeadLetter> serializer;
  private String topic;

  @Override
  public void configure(Map<String, ?> configs) {
    serializer = new RecordSerializer<>((SchemaRegistry) configs.get(REGISTRY));
    topic = (String) configs.get(TOPIC);
  }

  @Override
  public Response handleError(
      ErrorHandlerContext context, ConsumerRecord<byte[], byte[]> record, Exception exception) {
    if (!(exception instanceof SerializationException)) {
      return Response.fail();
    }
    LOG.warn(
        "{}/{}/{} is not usable: {}",
        record.topic(),
        record.partition(),
        record.offset(),
        exception.getMessage());
    DeadLetter letter =
        DeadLetter.newBuilder()
            .setTopic(record.topic())
            .setPartition(record.partition())
            .setOffset(record.offset())
            .setKey(buffer(record.key()))
            .setValue(buffer(record.value()))
            .setStage(STAGE)
            .setError(String.valueOf(exception.getMessage()))
            .setTime(record.timestamp())
            .build();
    return Response.resume(
        List.of(
            new ProducerRecord<>(
                topic,
                null,
                record.timestamp(),
                Keys.of(record.topic(), record.partition(), record.offset())
                    .getBytes(StandardCharsets.UTF_8),
                serializer.serialize(topic, letter))));
  }

  private static ByteBuffer buffer(byte[] bytes) {
    return bytes == null ? null : ByteBuffer.wrap(bytes);
  }
}
