package io.plumbline.streamjobs.probe;

import io.plumbline.streamjobs.linalg.BinaryCodec;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a probe of pairs carries from one checkpoint to the next. Its size does not grow with the
 * number of checkpoints.
 *
 * @param first what is kept of the first checkpoint and of the last one; nothing before the first
 */
public record PairState(Optional<Kept> first) {
  /**
   * What is kept.
   *
   * @param frozen fitted at the first checkpoint
   * @param decisions of the first checkpoint's refit, by row
   * @param online models by fold that have learned all checkpoints so far, the last of all rows
   * @param refit weights of the last refit
   * @param incremental weights of the last incremental probe that was scored
   */
  @SuppressWarnings("ArrayRecordComponent") // state that is carried, never compared
  record Kept(
      FoldModels frozen,
      double[] decisions,
      List<OnlineLogistic> online,
      LinearModel refit,
      Optional<LinearModel> incremental) {}

  /** The state before the first checkpoint. */
  public static PairState initial() {
    return new PairState(Optional.empty());
  }

  /** Equal states write equal bytes. */
  public void write(DataOutput out) throws IOException {
    out.writeBoolean(first.isPresent());
    if (first.isEmpty()) {
      return;
    }
    Kept kept = first.get();
    kept.frozen.write(out);
    BinaryCodec.write(out, kept.decisions);
    out.writeInt(kept.online.size());
    for (OnlineLogistic model : kept.online) {
      model.write(out);
    }
    kept.refit.write(out);
    out.writeBoolean(kept.incremental.isPresent());
    if (kept.incremental.isPresent()) {
      kept.incremental.get().write(out);
    }
  }

  /** Reads what {@link #write} wrote. */
  public static PairState read(DataInput in) throws IOException {
    if (!in.readBoolean()) {
      return initial();
    }
    FoldModels frozen = FoldModels.read(in);
    double[] decisions = BinaryCodec.readDoubles(in);
    List<OnlineLogistic> online = new ArrayList<>();
    int models = in.readInt();
    for (int f = 0; f < models; f++) {
      online.add(OnlineLogistic.read(in));
    }
    LinearModel refit = LinearModel.read(in);
    Optional<LinearModel> incremental =
        in.readBoolean() ? Optional.of(LinearModel.read(in)) : Optional.empty();
    return new PairState(Optional.of(new Kept(frozen, decisions, online, refit, incremental)));
  }
}
