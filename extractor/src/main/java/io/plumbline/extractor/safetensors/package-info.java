/** Reading weights: safetensors files, memory-mapped and strictly checked. */
package io.plumbline.extractor.safetensors;
