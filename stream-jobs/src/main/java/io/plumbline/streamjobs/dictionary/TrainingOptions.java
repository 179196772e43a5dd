package io.plumbline.streamjobs.dictionary;

import io.plumbline.schemas.settings.DictionaryKind;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * What determines the training of a dictionary, beside its input.
 *
 * @param kind form of the features
 * @param width d_model
 * @param features d_sae
 * @param k most active features of a row, for {@link DictionaryKind#TOPK}
 * @param l1 weight of the L1 penalty, for {@link DictionaryKind#TIED_RELU}
 * @param learningRate Adam's step size
 * @param batchRows rows of one training step
 * @param bufferRows rows of the shuffle buffer
 * @param reuse how often a row is used, on average
 * @param biases whether b_e and b_d are learned; without them a row of zeros has no feature
 * @param reviveAfter rows without firing after which a feature is started anew; 0 for never
 * @param end when training ends
 * @param seed of the initial weights and of all draws
 */
public record TrainingOptions(
    DictionaryKind kind,
    int width,
    int features,
    int k,
    double l1,
    double learningRate,
    int batchRows,
    int bufferRows,
    double reuse,
    boolean biases,
    long reviveAfter,
    TrainingEnd end,
    long seed) {

  public TrainingOptions {
    require(width > 0 && features > 0, "width and features must be positive");
    require(kind == DictionaryKind.TIED_RELU || k > 0, "k must be positive");
    require(l1 >= 0 && learningRate > 0, "l1 must not be negative, the step size positive");
    require(batchRows > 0 && bufferRows > 0 && reuse > 0, "rows and reuse must be positive");
    require(reviveAfter >= 0, "rows until a feature is revived must not be negative");
  }

  /** Options of training that revives no feature, and ends with its input. */
  public TrainingOptions(
      DictionaryKind kind,
      int width,
      int features,
      int k,
      double l1,
      double learningRate,
      int batchRows,
      int bufferRows,
      double reuse,
      boolean biases,
      long seed) {
    this(
        kind,
        width,
        features,
        k,
        l1,
        learningRate,
        batchRows,
        bufferRows,
        reuse,
        biases,
        0,
        TrainingEnd.OF_INPUT,
        seed);
  }

  /**
   * Options of training that goes on from a dictionary for a while. No feature is revived, so that
   * each stays the one it was.
   *
   * @param tokens rows consumed by training steps, repeats included
   * @param rows number of rows that there are to train on
   * @param itsSeed of the draws
   */
  TrainingOptions ofRefresh(long tokens, long rows, long itsSeed) {
    return new TrainingOptions(
        kind,
        width,
        features,
        k,
        l1,
        learningRate,
        batchRows,
        bufferRows,
        (double) tokens / rows,
        biases,
        0,
        new TrainingEnd(tokens, 0),
        itsSeed);
  }

  /** Whether the decoder is the encoder. */
  boolean tied() {
    return kind == DictionaryKind.TIED_RELU;
  }

  /** Weight of the L1 penalty that applies to the kind. */
  double penalty() {
    return kind == DictionaryKind.TIED_RELU ? l1 : 0;
  }

  void write(DataOutput out) throws IOException {
    out.writeUTF(kind.name());
    out.writeInt(width);
    out.writeInt(features);
    out.writeInt(k);
    out.writeDouble(l1);
    out.writeDouble(learningRate);
    out.writeInt(batchRows);
    out.writeInt(bufferRows);
    out.writeDouble(reuse);
    out.writeBoolean(biases);
    out.writeLong(reviveAfter);
    end.write(out);
    out.writeLong(seed);
  }

  static TrainingOptions read(DataInput in) throws IOException {
    return new TrainingOptions(
        DictionaryKind.valueOf(in.readUTF()),
        in.readInt(),
        in.readInt(),
        in.readInt(),
        in.readDouble(),
        in.readDouble(),
        in.readInt(),
        in.readInt(),
        in.readDouble(),
        in.readBoolean(),
        in.readLong(),
        TrainingEnd.read(in),
        in.readLong());
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
