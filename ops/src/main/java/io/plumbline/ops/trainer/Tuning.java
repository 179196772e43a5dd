package io.plumbline.ops.trainer;

/** A way of fine-tuning, one step at a time. */
interface Tuning {
  /** Steps over which the learning rate rises, while the optimizer learns its scales. */
  int WARM_UP = 10;

  /** The learning rate of a step, counted from 1. */
  static double warmed(double rate, int step) {
    return rate * Math.min(1, step / (double) WARM_UP);
  }

  /** Trains on fresh samples; steps count from 1. */
  StepLog step(int step);

  /** The weights as they stand. */
  Weights weights();
}
