/** The safetensors format: files memory-mapped, strictly checked, read piece by piece. */
package io.plumbline.schemas.safetensors;
