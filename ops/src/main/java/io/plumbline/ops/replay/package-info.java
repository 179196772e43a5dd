/** Running the analysis of a recorded run again, and holding the results against each other. */
package io.plumbline.ops.replay;
