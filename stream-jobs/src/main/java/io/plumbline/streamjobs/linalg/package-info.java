/** Single-precision matrices, dense and sparse, and their products. */
package io.plumbline.streamjobs.linalg;
