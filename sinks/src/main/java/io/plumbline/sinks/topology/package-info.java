/** The Kafka Streams topology that turns probe reports into drift reports and alerts. */
package io.plumbline.sinks.topology;
