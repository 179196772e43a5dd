/** What the probes say of a checkpoint, put together. Plain Java, no Kafka. */
package io.plumbline.sinks.drift;
