/** Extraction by hand: one checkpoint, one file of rows, without Kafka. */
package io.plumbline.extractor.extract;
