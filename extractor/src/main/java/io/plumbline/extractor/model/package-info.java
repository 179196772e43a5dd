/** Language models read straight from a Hugging Face directory, and their forward pass. */
package io.plumbline.extractor.model;
