/** The weights of a model directory, in one safetensors file or in shards. */
package io.plumbline.extractor.safetensors;
