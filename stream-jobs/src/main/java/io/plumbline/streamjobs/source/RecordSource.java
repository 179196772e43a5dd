package io.plumbline.streamjobs.source;

import io.plumbline.schemas.record.DeadLetter;
import io.plumbline.schemas.topic.Topic;
import io.plumbline.schemas.topic.TopicNames;
import io.plumbline.streamjobs.state.RecordType;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.types.Either;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/** Reads a topic of the catalogue, committed records only. */
public final class RecordSource {
  private final StreamExecutionEnvironment env;
  private final SourceOptions options;

  public RecordSource(StreamExecutionEnvironment env, SourceOptions options) {
    this.env = env;
    this.options = options;
  }

  /**
   * Two streams of one topic.
   *
   * @param records what could be read
   * @param deadLetters what could not
   */
  public record Parsed<T extends SpecificRecordBase>(
      DataStream<Received<T>> records, DataStream<DeadLetter> deadLetters) {}

  /** All records of a topic, of all runs. */
  public <T extends SpecificRecordBase> Parsed<T> all(
      Topic topic, TopicNames names, Class<T> type) {
    return read(topic, names, type, null, false);
  }

  /** The records of a topic whose key starts with the run, where the options name one. */
  public <T extends SpecificRecordBase> Parsed<T> ofRun(
      Topic topic, TopicNames names, Class<T> type) {
    return read(topic, names, type, options.run().orElse(null), false);
  }

  /** As {@link #ofRun}, with the lost ones among the records. */
  public <T extends SpecificRecordBase> Parsed<T> withLost(
      Topic topic, TopicNames names, Class<T> type) {
    return read(topic, names, type, options.run().orElse(null), true);
  }

  private <T extends SpecificRecordBase> Parsed<T> read(
      Topic topic, TopicNames names, Class<T> type, String run, boolean withLost) {
    KafkaSourceBuilder<Either<Received<T>, DeadLetter>> source =
        KafkaSource.<Either<Received<T>, DeadLetter>>builder()
            .setProperties(options.brokers().properties())
            .setGroupId(options.group())
            .setClientIdPrefix(options.group() + "-" + topic.name())
            .setTopics(names.of(topic))
            .setStartingOffsets(OffsetsInitializer.earliest())
            .setProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed")
            .setDeserializer(new RecordParser<>(type, options.registry(), run, options.stage()));
    if (options.bounded()) {
      source.setBounded(OffsetsInitializer.latest());
    }
    OutputTag<DeadLetter> unreadable =
        new OutputTag<>("unreadable", new RecordType<>(DeadLetter.class));
    SingleOutputStreamOperator<Received<T>> records =
        env.fromSource(source.build(), WatermarkStrategy.noWatermarks(), topic.name())
            .uid(topic.name() + "-source")
            .process(new Split<>(unreadable, withLost), Received.type(type))
            .name("read " + topic.name())
            .uid(topic.name() + "-split");
    return new Parsed<>(records, records.getSideOutput(unreadable));
  }

  private static final class Split<T extends SpecificRecordBase>
      extends ProcessFunction<Either<Received<T>, DeadLetter>, Received<T>> {
    private static final long serialVersionUID = 1L;

    private final OutputTag<DeadLetter> unreadable;
    private final boolean withLost;

    Split(OutputTag<DeadLetter> unreadable, boolean withLost) {
      this.unreadable = unreadable;
      this.withLost = withLost;
    }

    @Override
    public void processElement(
        Either<Received<T>, DeadLetter> in, Context context, Collector<Received<T>> out) {
      if (in.isLeft()) {
        out.collect(in.left());
      } else {
        context.output(unreadable, in.right());
        if (withLost && in.right().getKey() != null) {
          out.collect(lost(in.right()));
        }
      }
    }

    private static <T extends SpecificRecordBase> Received<T> lost(DeadLetter letter) {
      byte[] key = new byte[letter.getKey().remaining()];
      letter.getKey().duplicate().get(key);
      return new Received<>(
          letter.getTopic(),
          letter.getPartition(),
          letter.getOffset(),
          letter.getTime(),
          key,
          null);
    }
  }
}
