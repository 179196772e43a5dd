package io.plumbline.ops.trainer;

/** A way of fine-tuning, one step at a time. */
interface Tuning {
  /** Trains on fresh samples; steps count from 1. */
  StepLog step(int step);

  /** The weights as they stand. */
  Weights weights();
}
