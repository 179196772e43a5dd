package io.plumbline.streamjobs.sink;

import io.plumbline.schemas.record.DeadLetter;
import io.plumbline.schemas.topic.Topic;
import io.plumbline.schemas.topic.Topics;
import io.plumbline.streamjobs.source.Rejected;
import io.plumbline.streamjobs.state.RecordType;
import java.time.Duration;
import java.util.List;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.TransactionNamingStrategy;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.kafka.clients.producer.ProducerConfig;

/** Writes streams of derived records to topics of the catalogue, exactly once. */
public final class RecordSink {
  /** Brokers refuse more than 15 minutes by default. */
  private static final Duration TRANSACTION_TIMEOUT = Duration.ofMinutes(14);

  private final SinkOptions options;

  public RecordSink(SinkOptions options) {
    this.options = options;
  }

  /** Writes a stream to a topic. */
  public <T extends SpecificRecordBase> void write(DataStream<T> records, Topic topic) {
    String name = options.names().of(topic);
    KafkaSink<T> sink =
        KafkaSink.<T>builder()
            .setKafkaProducerConfig(options.brokers().properties())
            .setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
            .setTransactionalIdPrefix(options.transactions() + "-" + topic.name())
            // Else every Flink checkpoint starts a producer anew, also where nothing is written.
            .setTransactionNamingStrategy(TransactionNamingStrategy.POOLING)
            .setProperty(
                ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                Long.toString(TRANSACTION_TIMEOUT.toMillis()))
            .setProperty(
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                Integer.toString(MessageLimit.REQUEST_BYTES))
            .setRecordSerializer(new RecordEncoder<>(name, options.registry()))
            .build();
    records.sinkTo(sink).name(topic.name()).uid(topic.name() + "-sink");
  }

  /** Turns refused records back into the bytes they came in. */
  public <T extends SpecificRecordBase> DataStream<DeadLetter> deadLetters(
      DataStream<Rejected<T>> rejected, String uid) {
    return rejected
        .map(
            new DeadLetterEncoder<>(options.registry(), options.stage()),
            new RecordType<>(DeadLetter.class))
        .name(uid)
        .uid(uid);
  }

  /** Writes all dead letters of a job. */
  public void writeDeadLetters(List<DataStream<DeadLetter>> streams) {
    DataStream<DeadLetter> all =
        streams.stream().reduce((a, b) -> a.union(b)).orElseThrow(IllegalArgumentException::new);
    write(all, Topics.DEAD_LETTERS);
  }
}
