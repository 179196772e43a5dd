/** When a person should be told. Plain Java, no Kafka. */
package io.plumbline.sinks.alert;
