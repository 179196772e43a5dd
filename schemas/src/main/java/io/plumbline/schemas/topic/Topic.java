package io.plumbline.schemas.topic;

import java.time.Duration;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.record.TimestampType;

/**
 * A topic as the catalogue declares it.
 *
 * @param name name without the prefix
 * @param type record type of its values
 * @param key what its keys consist of
 * @param partitions number of partitions where it is created
 * @param retention how long records stay
 * @param compacted whether the newest record of a key stays for good
 */
public record Topic(
    String name,
    Class<? extends SpecificRecord> type,
    String key,
    int partitions,
    Duration retention,
    boolean compacted) {
  /**
   * Largest message of a topic. Features can take more than the activations they were made from,
   * and those come close to the broker's default of 1 MiB.
   */
  public static final int MAX_MESSAGE_BYTES = 8 << 20;

  /**
   * The topic's configuration in Kafka's own names. Retention counts from when a record was
   * written: its own time is its checkpoint's, so a replay of an old run would otherwise write
   * records that are past their retention already. Compacted topics keep all records for as long,
   * because a replay's alerts are held against all that were written.
   */
  public Map<String, String> config() {
    String maxMessageBytes = Integer.toString(MAX_MESSAGE_BYTES);
    if (compacted) {
      return Map.of(
          TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
          maxMessageBytes,
          TopicConfig.CLEANUP_POLICY_CONFIG,
          TopicConfig.CLEANUP_POLICY_COMPACT,
          TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG,
          Long.toString(retention.toMillis()),
          TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
          TimestampType.LOG_APPEND_TIME.name);
    }
    return Map.of(
        TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
        maxMessageBytes,
        TopicConfig.CLEANUP_POLICY_CONFIG,
        TopicConfig.CLEANUP_POLICY_DELETE,
        TopicConfig.RETENTION_MS_CONFIG,
        Long.toString(retention.toMillis()),
        TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
        TimestampType.LOG_APPEND_TIME.name);
  }
}
