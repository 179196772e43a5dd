/** A broker, a schema registry and a Flink cluster on one machine, without containers. */
package io.plumbline.ops.stack;
