package io.plumbline.streamjobs.dictionary;

import io.plumbline.streamjobs.linalg.BinaryCodec;
import io.plumbline.streamjobs.stats.SplitMix64;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Everything that training carries on: written, read and taken up by another {@link
 * DictionaryTrainer}, it goes on with the same bits.
 */
public final class TrainingState {
  final TrainingOptions options;
  final SplitMix64 random;
  final Parameters parameters;
  final Adam adam;
  final ShuffleBuffer buffer;
  final TrainingStretch stretch;
  final IdleFeatures idle;
  final Plateau plateau;

  /** What rows are multiplied by; 0 until the first training step. */
  double scale;

  /** Uses of rows that have been earned by rows that came in, and not been spent yet. */
  double dueRows;

  /** Rows consumed by training steps. */
  long tokensSeen;

  /** The state before the first row. */
  public static TrainingState initial(TrainingOptions options) {
    SplitMix64 random = new SplitMix64(options.seed());
    return initial(
        options,
        random,
        Parameters.random(options.features(), options.width(), options.tied(), random));
  }

  /**
   * The state before the first row of training that goes on from a dictionary as it is trained
   * here. Adam starts without moments.
   *
   * @param scale what rows are multiplied by
   */
  static TrainingState from(Dictionary start, double scale, TrainingOptions options) {
    TrainingState state =
        initial(options, new SplitMix64(options.seed()), Parameters.of(start, scale));
    state.scale = scale;
    return state;
  }

  private static TrainingState initial(
      TrainingOptions options, SplitMix64 random, Parameters parameters) {
    return new TrainingState(
        options,
        random,
        parameters,
        new Adam(parameters),
        new ShuffleBuffer(options.width(), options.bufferRows()),
        new TrainingStretch(options.features(), options.width()),
        new IdleFeatures(options.features()),
        new Plateau());
  }

  private TrainingState(
      TrainingOptions options,
      SplitMix64 random,
      Parameters parameters,
      Adam adam,
      ShuffleBuffer buffer,
      TrainingStretch stretch,
      IdleFeatures idle,
      Plateau plateau) {
    this.options = options;
    this.random = random;
    this.parameters = parameters;
    this.adam = adam;
    this.buffer = buffer;
    this.stretch = stretch;
    this.idle = idle;
    this.plateau = plateau;
  }

  public TrainingOptions options() {
    return options;
  }

  /** Equal states give equal bytes. */
  public byte[] toBytes() {
    return BinaryCodec.toBytes(this::write);
  }

  /** Reads what {@link #toBytes} wrote. */
  public static TrainingState fromBytes(byte[] bytes) {
    return BinaryCodec.fromBytes(bytes, TrainingState::read);
  }

  private void write(DataOutput out) throws IOException {
    options.write(out);
    out.writeLong(random.state());
    parameters.write(out);
    adam.write(out);
    buffer.write(out);
    stretch.write(out);
    idle.write(out);
    plateau.write(out);
    out.writeDouble(scale);
    out.writeDouble(dueRows);
    out.writeLong(tokensSeen);
  }

  private static TrainingState read(DataInput in) throws IOException {
    TrainingOptions options = TrainingOptions.read(in);
    int features = options.features();
    int width = options.width();
    TrainingState state =
        new TrainingState(
            options,
            new SplitMix64(in.readLong()),
            Parameters.read(in, features, width, options.tied()),
            Adam.read(in),
            ShuffleBuffer.read(in, width, options.bufferRows()),
            TrainingStretch.read(in, features, width),
            IdleFeatures.read(in, features),
            Plateau.read(in));
    state.scale = in.readDouble();
    state.dueRows = in.readDouble();
    state.tokensSeen = in.readLong();
    return state;
  }
}
