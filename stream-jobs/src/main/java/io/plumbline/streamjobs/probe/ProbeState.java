package io.plumbline.streamjobs.probe;

import io.plumbline.streamjobs.linalg.BinaryCodec;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Optional;

/**
 * What a ridge probe carries from one checkpoint to the next. Its size does not grow with the
 * number of checkpoints.
 */
public final class ProbeState {
  /** Fitted at the first checkpoint. */
  final Optional<FoldModels> frozen;

  /** What the incremental probe learns from. */
  final Optional<RidgeMemory> memory;

  /** Weights of the last refit. */
  final Optional<LinearModel> refit;

  /** Weights of the last incremental probe. */
  final Optional<LinearModel> incremental;

  /** Implied feedback by word of the first checkpoint's refit. */
  final Optional<double[]> base;

  /** The same of the direct probe. */
  final Optional<double[]> directBase;

  ProbeState(
      Optional<FoldModels> frozen,
      Optional<RidgeMemory> memory,
      Optional<LinearModel> refit,
      Optional<LinearModel> incremental,
      Optional<double[]> base,
      Optional<double[]> directBase) {
    this.frozen = frozen;
    this.memory = memory;
    this.refit = refit;
    this.incremental = incremental;
    this.base = base;
    this.directBase = directBase;
  }

  /** The state before the first checkpoint. */
  public static ProbeState initial() {
    return new ProbeState(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** Equal states write equal bytes. */
  public void write(DataOutput out) throws IOException {
    out.writeBoolean(frozen.isPresent());
    if (frozen.isPresent()) {
      frozen.get().write(out);
    }
    out.writeBoolean(memory.isPresent());
    if (memory.isPresent()) {
      memory.get().write(out);
    }
    write(out, refit);
    write(out, incremental);
    writeValues(out, base);
    writeValues(out, directBase);
  }

  private static void writeValues(DataOutput out, Optional<double[]> values) throws IOException {
    out.writeBoolean(values.isPresent());
    if (values.isPresent()) {
      BinaryCodec.write(out, values.get());
    }
  }

  private static void write(DataOutput out, Optional<LinearModel> model) throws IOException {
    out.writeBoolean(model.isPresent());
    if (model.isPresent()) {
      model.get().write(out);
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @param withDirectBase whether it wrote the direct probe's base, as it does
   */
  public static ProbeState read(DataInput in, boolean withDirectBase) throws IOException {
    Optional<FoldModels> frozen =
        in.readBoolean() ? Optional.of(FoldModels.read(in)) : Optional.empty();
    return new ProbeState(
        frozen,
        in.readBoolean() ? Optional.of(RidgeMemory.read(in)) : Optional.empty(),
        readModel(in),
        readModel(in),
        readValues(in),
        withDirectBase ? readValues(in) : Optional.empty());
  }

  private static Optional<double[]> readValues(DataInput in) throws IOException {
    return in.readBoolean() ? Optional.of(BinaryCodec.readDoubles(in)) : Optional.empty();
  }

  private static Optional<LinearModel> readModel(DataInput in) throws IOException {
    return in.readBoolean() ? Optional.of(LinearModel.read(in)) : Optional.empty();
  }
}
