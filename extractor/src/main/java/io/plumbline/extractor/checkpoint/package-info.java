/** Finding checkpoints in a directory, telling when they are complete, and how far they moved. */
package io.plumbline.extractor.checkpoint;
