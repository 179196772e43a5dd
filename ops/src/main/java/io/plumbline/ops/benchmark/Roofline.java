package io.plumbline.ops.benchmark;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import java.lang.management.ManagementFactory;
import java.util.Random;

/**
 * How fast the Deep Java Library multiplies matrices of one shape, on one thread.
 *
 * @param byClock floating-point operations per nanosecond
 * @param byProcessor floating-point operations per nanosecond of processor time
 */
record Roofline(double byClock, double byProcessor) {
  private static final int WARM_UP = 10;
  private static final int PRODUCTS = 60;

  /** Of [rows, inner] times [columns, inner]'. */
  static Roofline of(int rows, int inner, int columns) {
    try (NDManager manager = Engine.getEngine("PyTorch").newBaseManager(Device.cpu())) {
      JniUtils.setNumThreads(1);
      NDArray a = manager.create(random(rows * inner), new Shape(rows, inner));
      NDArray b = manager.create(random(columns * inner), new Shape(columns, inner)).transpose();
      multiply(a, b, WARM_UP);
      long cpu = cpuNanos();
      long start = System.nanoTime();
      multiply(a, b, PRODUCTS);
      double operations = 2.0 * rows * inner * columns * PRODUCTS;
      return new Roofline(
          operations / (System.nanoTime() - start), operations / (cpuNanos() - cpu));
    }
  }

  private static void multiply(NDArray a, NDArray b, int times) {
    for (int i = 0; i < times; i++) {
      a.matMul(b).close();
    }
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static float[] random(int count) {
    Random random = new Random(1);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
