/** Extraction tasks in, activations and log-probabilities out, exactly once. */
package io.plumbline.extractor.worker;
