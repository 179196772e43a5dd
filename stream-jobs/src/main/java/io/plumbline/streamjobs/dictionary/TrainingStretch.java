package io.plumbline.streamjobs.dictionary;

import io.plumbline.streamjobs.linalg.BinaryCodec;
import io.plumbline.streamjobs.linalg.FloatMatrix;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.BitSet;

/**
 * Sums over training steps, in stretches of {@value #STEPS}. What is reported comes from the last
 * whole stretch, or from the first while it lasts.
 */
final class TrainingStretch {
  private static final int STEPS = 50;

  private final int features;
  private ReconstructionFit reported;
  private BitSet reportedFired = new BitSet();
  private ReconstructionFit running;
  private BitSet runningFired = new BitSet();
  private int runningSteps;
  private boolean anyWhole;

  TrainingStretch(int features, int width) {
    this.features = features;
    this.reported = ReconstructionFit.empty(width);
    this.running = ReconstructionFit.empty(width);
  }

  /** Adds a step; returns whether a whole stretch has ended with it. */
  boolean add(FloatMatrix x, LossGradient step) {
    float[] values = step.features().values();
    long active = 0;
    for (int i = 0; i < values.length; i++) {
      if (values[i] > 0) {
        active++;
        runningFired.set(i % features);
      }
    }
    running = running.plus(ReconstructionFit.of(x, step.rebuilt(), active));
    runningSteps++;
    if (runningSteps < STEPS) {
      return false;
    }
    reported = running;
    reportedFired = runningFired;
    anyWhole = true;
    running = ReconstructionFit.empty(x.columns());
    runningFired = new BitSet();
    runningSteps = 0;
    return true;
  }

  TrainingProgress progress(long tokensSeen) {
    ReconstructionFit fit = anyWhole ? reported : running;
    BitSet fired = anyWhole ? reportedFired : runningFired;
    return new TrainingProgress(tokensSeen, fit.fvu(), fit.l0(), features - fired.cardinality());
  }

  void write(DataOutput out) throws IOException {
    write(out, reported, reportedFired);
    write(out, running, runningFired);
    out.writeInt(runningSteps);
    out.writeBoolean(anyWhole);
  }

  static TrainingStretch read(DataInput in, int features, int width) throws IOException {
    TrainingStretch stretch = new TrainingStretch(features, width);
    stretch.reported = readFit(in);
    stretch.reportedFired = readFired(in);
    stretch.running = readFit(in);
    stretch.runningFired = readFired(in);
    stretch.runningSteps = in.readInt();
    stretch.anyWhole = in.readBoolean();
    return stretch;
  }

  private static void write(DataOutput out, ReconstructionFit fit, BitSet fired)
      throws IOException {
    out.writeLong(fit.rows());
    out.writeLong(fit.active());
    out.writeDouble(fit.squaredError());
    out.writeDouble(fit.squaredNorm());
    BinaryCodec.write(out, fit.sum());
    byte[] bits = fired.toByteArray();
    out.writeInt(bits.length);
    out.write(bits);
  }

  private static ReconstructionFit readFit(DataInput in) throws IOException {
    return new ReconstructionFit(
        in.readLong(),
        in.readLong(),
        in.readDouble(),
        in.readDouble(),
        BinaryCodec.readDoubles(in));
  }

  private static BitSet readFired(DataInput in) throws IOException {
    byte[] bits = new byte[in.readInt()];
    in.readFully(bits);
    return BitSet.valueOf(bits);
  }
}
