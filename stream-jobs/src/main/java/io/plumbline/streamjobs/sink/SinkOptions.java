package io.plumbline.streamjobs.sink;

import io.plumbline.schemas.topic.Brokers;
import io.plumbline.schemas.topic.TopicNames;

/**
 * How topics are written.
 *
 * @param brokers the Kafka brokers
 * @param registry address of the schema registry
 * @param names topics that are written
 * @param transactions prefix of transactional ids, unique among all jobs on the broker
 * @param stage who writes, for the dead letters
 */
public record SinkOptions(
    Brokers brokers, String registry, TopicNames names, String transactions, String stage) {}
