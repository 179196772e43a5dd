/** Measurements that defaults are set by. */
package io.plumbline.ops.benchmark;
