/** Flink functions that feed the mathematics in canonical order and publish what it finds. */
package io.plumbline.streamjobs.operator;
