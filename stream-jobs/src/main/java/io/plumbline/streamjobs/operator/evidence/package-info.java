/**
 * Records of a checkpoint as input of the mathematics, and its results as records. No Flink here.
 */
package io.plumbline.streamjobs.operator.evidence;
