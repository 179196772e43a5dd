package io.plumbline.streamjobs.operator;

import org.apache.flink.util.OutputTag;

/** What all contexts of Flink's functions have in common: {@code context::output}. */
@FunctionalInterface
interface SideOutputs {
  <T> void output(OutputTag<T> tag, T value);
}
