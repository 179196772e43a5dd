/** Following a fine-tuning run from its first checkpoint on, in one process. */
package io.plumbline.extractor.watch;
