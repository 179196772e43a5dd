/** Tensors as bytes. */
package io.plumbline.schemas.tensor;
