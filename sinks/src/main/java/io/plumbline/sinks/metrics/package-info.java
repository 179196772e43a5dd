/** The state of runs in Prometheus' text format. */
package io.plumbline.sinks.metrics;
