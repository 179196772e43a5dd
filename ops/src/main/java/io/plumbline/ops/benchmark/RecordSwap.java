package io.plumbline.ops.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Lets a producer that would send anything send given records instead, one after another. */
public final class RecordSwap implements ProducerInterceptor<byte[], byte[]> {
  /** Property of the producer: the file of the {@link SentRecords}. */
  static final String FILE = "plumbline.benchmark.records";

  private final AtomicInteger sent = new AtomicInteger();
  private SentRecords records;

  @Override
  public void configure(Map<String, ?> properties) {
    try {
      records = SentRecords.read(Path.of((String) properties.get(FILE)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public ProducerRecord<byte[], byte[]> onSend(ProducerRecord<byte[], byte[]> any) {
    SentRecords.KeyAndValue record = records.get(sent.getAndIncrement());
    return new ProducerRecord<>(any.topic(), null, any.timestamp(), record.key(), record.value());
  }

  @Override
  public void close() {}
}
