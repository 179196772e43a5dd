/** The stages joined to one running analysis. */
package io.plumbline.ops.pipeline;
