/** The parts of a decoder, with their weights. */
package io.plumbline.extractor.model.layer;
