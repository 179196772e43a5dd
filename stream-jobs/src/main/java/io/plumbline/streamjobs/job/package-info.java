/** The Flink jobs. */
package io.plumbline.streamjobs.job;
