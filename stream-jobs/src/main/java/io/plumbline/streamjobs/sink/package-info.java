/** Derived records and dead letters to Kafka, exactly once. */
package io.plumbline.streamjobs.sink;
