/** Follows a directory of checkpoints and publishes activations and log-probabilities. */
package io.plumbline.extractor;
