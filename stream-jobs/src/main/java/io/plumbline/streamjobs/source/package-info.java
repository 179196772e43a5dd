/** Records of Kafka topics as Flink streams, with what cannot be read beside them. */
package io.plumbline.streamjobs.source;
