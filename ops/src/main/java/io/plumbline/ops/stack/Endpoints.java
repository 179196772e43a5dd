package io.plumbline.ops.stack;

import io.plumbline.schemas.topic.Brokers;

/**
 * What every stage needs to know.
 *
 * @param brokers the Kafka brokers
 * @param registry base address of the schema registry's Confluent REST API
 */
public record Endpoints(Brokers brokers, String registry) {}
