package io.plumbline.ops.benchmark;

import io.plumbline.extractor.kafka.Batching;
import io.plumbline.extractor.kafka.KafkaConnection;
import io.plumbline.extractor.kafka.Publisher;
import io.plumbline.schemas.record.ActivationBatch;
import io.plumbline.schemas.serde.RecordSerializer;
import io.plumbline.schemas.serde.SchemaRegistry;
import io.plumbline.schemas.topic.Keys;
import io.plumbline.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The extractor's publisher: serializes batches of activations, and sends as many in a transaction
 * as a shard of some size has.
 *
 * @param connection where they go
 * @param batches sent over and over
 */
record OwnPublisher(KafkaConnection connection, List<ActivationBatch> batches) {
  private static final int PER_TRANSACTION = 32;

  /** What it sends, as it goes to the broker. */
  SentRecords sent() {
    RecordSerializer<ActivationBatch> serializer =
        new RecordSerializer<>(new SchemaRegistry(connection.registryUrl()));
    String topic = connection.names().of(Topics.ACTIVATIONS);
    return new SentRecords(
        batches.stream()
            .map(
                batch ->
                    new SentRecords.KeyAndValue(
                        key(batch).getBytes(StandardCharsets.UTF_8),
                        serializer.serialize(topic, batch)))
            .toList());
  }

  /**
   * Seconds that so many records take once others have been sent, from the first to the last
   * commit.
   */
  double seconds(int before, int records, Batching batching) {
    try (Publisher publisher =
        new Publisher(connection, connection.names().prefix() + "publisher", batching)) {
      send(publisher, 0, before);
      long start = System.nanoTime();
      send(publisher, before, records);
      return (System.nanoTime() - start) / 1e9;
    }
  }

  private void send(Publisher publisher, int from, int records) {
    for (int sent = 0; sent < records; sent++) {
      if (sent % PER_TRANSACTION == 0) {
        publisher.begin();
      }
      ActivationBatch batch = batches.get((from + sent) % batches.size());
      publisher.send(Topics.ACTIVATIONS, key(batch), batch.getPosition().getTime(), batch);
      if (sent % PER_TRANSACTION == PER_TRANSACTION - 1 || sent == records - 1) {
        publisher.commit();
      }
    }
  }

  private static String key(ActivationBatch batch) {
    return Keys.of(batch.getPosition().getRun(), batch.getHook());
  }
}
