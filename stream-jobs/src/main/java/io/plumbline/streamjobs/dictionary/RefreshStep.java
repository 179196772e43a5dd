package io.plumbline.streamjobs.dictionary;

import io.plumbline.streamjobs.linalg.BinaryCodec;
import io.plumbline.streamjobs.linalg.MatrixProduct;
import io.plumbline.streamjobs.stats.Statistic;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A dictionary that was trained further on rows of one checkpoint, and what that did to it. The
 * same step on rows of the checkpoint that the dictionary was trained on is its null step: it shows
 * what training alone does.
 *
 * <p>Every step begins with the same dictionary, draws by the same seed and scales rows alike. So
 * it hangs on nothing but its rows: equal rows give equal bits, and where two checkpoints read the
 * same items, all that differs between their steps comes from the model.
 *
 * @param dictionary as it has become
 * @param progress of the training
 * @param moved from the start
 * @param before fraction of variance that the start leaves unexplained of the rows held out
 * @param after the same of the dictionary as it has become
 * @param heldOut number of rows held out
 */
public record RefreshStep(
    Dictionary dictionary,
    TrainingProgress progress,
    Movement moved,
    Statistic before,
    Statistic after,
    long heldOut) {

  /**
   * Trains a copy of a dictionary.
   *
   * @param start as it is trained here
   * @param scale what rows are multiplied by for training, {@link RefreshRows#scale} of the base's
   * @param options that the start was trained with
   * @param tokens rows consumed by training steps, repeats included
   * @param seed of the draws
   * @return nothing if there are no rows to train on, or what comes of it is not finite
   */
  public static Optional<RefreshStep> of(
      Dictionary start,
      double scale,
      TrainingOptions options,
      long tokens,
      long seed,
      RefreshRows rows,
      MatrixProduct product) {
    long count = rows.trainedRows();
    if (count == 0) {
      return Optional.empty();
    }
    TrainingState state = TrainingState.from(start, scale, options.ofRefresh(tokens, count, seed));
    DictionaryTrainer trainer = new DictionaryTrainer(state, product);
    rows.trained().forEach(trainer::add);
    trainer.finish();
    Dictionary dictionary = trainer.freeze();
    if (!isFinite(dictionary)) {
      return Optional.empty();
    }
    ReconstructionFit before = rows.fit(start, product);
    return Optional.of(
        new RefreshStep(
            dictionary,
            trainer.progress(),
            Movement.between(start, dictionary),
            before.fvu(),
            rows.fit(dictionary, product).fvu(),
            before.rows()));
  }

  private static boolean isFinite(Dictionary dictionary) {
    return Stream.of(
            dictionary.encoder().values(),
            dictionary.decoder().values(),
            dictionary.encoderBias(),
            dictionary.decoderBias())
        .allMatch(RefreshStep::isFinite);
  }

  private static boolean isFinite(float[] values) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return true;
  }

  /** By how much the variance unexplained of the rows held out has fallen. */
  public Statistic gain() {
    return before.minus(after);
  }

  /** Writes what {@link #read} reads. */
  public void write(DataOutput out) throws IOException {
    BinaryCodec.write(out, DictionaryCodec.toBytes(dictionary));
    out.writeLong(progress.tokensSeen());
    write(out, progress.fvu());
    write(out, progress.l0());
    out.writeInt(progress.dead());
    out.writeDouble(moved.mean());
    out.writeDouble(moved.most());
    write(out, before);
    write(out, after);
    out.writeLong(heldOut);
  }

  /** Reads what {@link #write} wrote. */
  public static RefreshStep read(DataInput in) throws IOException {
    return new RefreshStep(
        DictionaryCodec.fromBytes(BinaryCodec.readBytes(in)),
        new TrainingProgress(in.readLong(), readStatistic(in), readStatistic(in), in.readInt()),
        new Movement(in.readDouble(), in.readDouble()),
        readStatistic(in),
        readStatistic(in),
        in.readLong());
  }

  private static void write(DataOutput out, Statistic statistic) throws IOException {
    out.writeBoolean(statistic.isDefined());
    if (statistic.isDefined()) {
      out.writeDouble(statistic.getAsDouble());
    } else {
      out.writeUTF(statistic.reason().orElseThrow());
    }
  }

  private static Statistic readStatistic(DataInput in) throws IOException {
    return in.readBoolean() ? Statistic.of(in.readDouble()) : Statistic.undefined(in.readUTF());
  }
}
