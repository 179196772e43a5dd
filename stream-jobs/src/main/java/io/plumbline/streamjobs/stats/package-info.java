/** Textbook statistics. Each gives a value or the reason why its input has none, and never NaN. */
package io.plumbline.streamjobs.stats;
