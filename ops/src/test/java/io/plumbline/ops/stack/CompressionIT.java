package io.plumbline.ops.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The registry client's jar carries copies of the compression libraries; the right ones must be
 * found all the same.
 */
class CompressionIT {
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final int POLLS = 30;

  @TempDir static Path data;
  private static LocalStack stack;

  @BeforeAll
  static void start() throws Exception {
    stack =
        LocalStack.start(
            StackOptions.of(TestHome.path(), data, "test"), Progress.silent(), failure -> {});
  }

  @AfterAll
  static void stop() {
    stack.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"zstd", "snappy", "lz4", "gzip"})
  void recordsComeBackAsTheyWere(String compression) throws Exception {
    Map<String, Object> broker =
        Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, stack.endpoints().brokers().addresses());
    try (Admin admin = Admin.create(broker)) {
      admin.createTopics(List.of(new NewTopic(compression, 1, (short) 1))).all().get();
    }
    byte[] value = "the same again ".repeat(2_000).getBytes(StandardCharsets.UTF_8);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                stack.endpoints().brokers().addresses(),
                ProducerConfig.COMPRESSION_TYPE_CONFIG,
                compression),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(compression, value)).get();
    }
    List<byte[]> received = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(broker, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions = List.of(new TopicPartition(compression, 0));
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      for (int poll = 0; poll < POLLS && received.isEmpty(); poll++) {
        consumer.poll(POLL).forEach(record -> received.add(record.value()));
      }
    }
    assertThat(received).singleElement().isEqualTo(value);
  }
}
