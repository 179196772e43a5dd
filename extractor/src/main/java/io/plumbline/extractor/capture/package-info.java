/** From items to rows: what is read, in which batches, and the records that come of it. */
package io.plumbline.extractor.capture;
