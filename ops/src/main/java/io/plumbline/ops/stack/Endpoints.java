package io.plumbline.ops.stack;

/**
 * What every stage needs to know.
 *
 * @param bootstrap a Kafka broker, {@code host:port}
 * @param registry base address of the schema registry's Confluent REST API
 */
public record Endpoints(String bootstrap, String registry) {}
