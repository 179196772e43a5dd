/** Opens a run, announces its checkpoints, and cuts them into tasks. */
package io.plumbline.extractor.coordinator;
