package io.plumbline.streamjobs.source;

import io.plumbline.schemas.topic.Brokers;
import java.util.Optional;

/**
 * How topics are read.
 *
 * @param brokers the Kafka brokers
 * @param registry address of the schema registry
 * @param group consumer group
 * @param bounded whether reading ends at the topics' present ends
 * @param run the only run whose records are read where they are keyed by run, or all
 * @param stage who reads, for the dead letters
 */
public record SourceOptions(
    Brokers brokers,
    String registry,
    String group,
    boolean bounded,
    Optional<String> run,
    String stage) {}
