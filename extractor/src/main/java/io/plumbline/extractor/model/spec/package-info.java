/**
 * The parts of a decoder without their weights. Each says which parameters it needs and puts itself
 * together from them, so that the two cannot come apart.
 */
package io.plumbline.extractor.model.spec;
