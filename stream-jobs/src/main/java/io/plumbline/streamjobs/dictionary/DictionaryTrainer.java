package io.plumbline.streamjobs.dictionary;

import io.plumbline.streamjobs.linalg.FloatMatrix;
import io.plumbline.streamjobs.linalg.MatrixProduct;
import java.util.Arrays;

/**
 * Trains a dictionary on a stream of activations. Equal batches in equal order give equal bits; how
 * rows are cut into batches matters too, since training steps fall between batches.
 *
 * <p>Rows go into a shuffle buffer. Each row earns as many uses as {@link TrainingOptions#reuse}
 * says, and the minibatches that are due are drawn once the buffer is full; what was earned while
 * it filled is spent at the end. With the first step the rows' mean becomes b_d (unless there are
 * no biases) and W b_d is taken off b_e, and a scale is fixed that gives a row's squared distance
 * from b_d the expectation d_model, so that step size and penalty mean the same at every hook. The
 * frozen dictionary has the scale folded into its biases, which is exact: relu(W s x + b_e) = s
 * relu(W x + b_e / s).
 */
public final class DictionaryTrainer {
  private final TrainingState state;
  private final MatrixProduct product;
  private final Activation activation;

  /**
   * A trainer that goes on from a state, and changes it.
   *
   * @param state where to go on
   * @param product for the products of training steps
   */
  public DictionaryTrainer(TrainingState state, MatrixProduct product) {
    this.state = state;
    this.product = product;
    this.activation = Activation.of(state.options.kind(), state.options.k());
  }

  /**
   * Takes in a batch, and does the training steps that are due with it.
   *
   * @param rows {@code [n, d_model]}
   * @throws IllegalArgumentException if the width is not d_model, or a value is not finite; then
   *     nothing has changed
   */
  public void add(FloatMatrix rows) {
    requireFit(rows);
    state.buffer.add(rows, state.random);
    state.dueRows += rows.rows() * state.options.reuse();
    double kept =
        state.buffer.isFull()
            ? state.options.bufferRows() * state.options.reuse()
            : Double.MAX_VALUE;
    while (state.dueRows - kept >= state.options.batchRows() && !isDone()) {
      step();
    }
  }

  /** Does the steps that are still due, at least one if there was any row. */
  public void finish() {
    while (state.dueRows > 0 && !isDone()) {
      step();
    }
  }

  /** Whether training has come to the end that its options set; more rows change nothing. */
  public boolean isDone() {
    TrainingEnd end = state.options.end();
    return (end.tokens() > 0 && state.tokensSeen >= end.tokens()) || state.plateau.reached();
  }

  private void requireFit(FloatMatrix rows) {
    if (rows.columns() != state.options.width()) {
      throw new IllegalArgumentException(
          "rows of width " + rows.columns() + " for a dictionary of " + state.options.width());
    }
    for (int i = 0; i < rows.values().length; i++) {
      if (!Float.isFinite(rows.values()[i])) {
        throw new IllegalArgumentException(
            "activation row " + i / rows.columns() + " has a value that is not finite");
      }
    }
  }

  private void step() {
    if (state.scale == 0) {
      center();
    }
    FloatMatrix x = state.buffer.draw(state.options.batchRows(), state.random);
    for (int i = 0; i < x.values().length; i++) {
      x.values()[i] = (float) (x.values()[i] * state.scale);
    }
    LossGradient step =
        LossGradient.of(state.parameters, activation, state.options.penalty(), x, product);
    state.adam.step(state.parameters, step.gradient(), state.options.learningRate());
    Rows.normalize(state.parameters.decoder());
    if (!state.options.biases()) {
      Arrays.fill(state.parameters.encoderBias().values(), 0);
      Arrays.fill(state.parameters.decoderBias().values(), 0);
    }
    state.idle.count(step.features());
    if (state.options.reviveAfter() > 0) {
      state.idle.revive(
          state.options.reviveAfter(),
          x,
          step.rebuilt(),
          state.parameters,
          state.adam,
          state.random);
    }
    state.dueRows -= x.rows();
    state.tokensSeen += x.rows();
    boolean whole = state.stretch.add(x, step);
    if (whole && state.options.end().plateau() > 0) {
      double fvu = progress().fvu().orElse(Double.POSITIVE_INFINITY);
      state.plateau.add(fvu, state.options.end().plateau());
    }
  }

  private void center() {
    FloatMatrix rows = state.buffer.contents();
    ReconstructionFit sums = ReconstructionFit.of(rows, rows, 0);
    double[] mean = sums.sum();
    double squares = sums.squaredNorm() / rows.rows();
    for (int j = 0; j < mean.length; j++) {
      mean[j] = state.options.biases() ? mean[j] / rows.rows() : 0;
      squares -= mean[j] * mean[j];
    }
    state.scale = squares > 0 ? StrictMath.sqrt(rows.columns() / squares) : 1;
    float[] decoderBias = state.parameters.decoderBias().values();
    for (int j = 0; j < mean.length; j++) {
      decoderBias[j] = (float) (mean[j] * state.scale);
    }
    state.parameters.centre();
  }

  /** How training goes. */
  public TrainingProgress progress() {
    return state.stretch.progress(state.tokensSeen);
  }

  /** The dictionary as it is now; training can go on. */
  public Dictionary freeze() {
    double scale = state.scale == 0 ? 1 : state.scale;
    Parameters parameters = state.parameters;
    FloatMatrix encoder = copy(parameters.encoder());
    return Dictionary.trained(
        state.options.kind(),
        state.options.k(),
        encoder,
        parameters.tied() ? encoder : copy(parameters.decoder()),
        unscaled(parameters.encoderBias(), scale),
        unscaled(parameters.decoderBias(), scale));
  }

  private static FloatMatrix copy(FloatMatrix matrix) {
    return matrix.rows(0, matrix.rows());
  }

  private static float[] unscaled(FloatMatrix bias, double scale) {
    float[] values = new float[bias.values().length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (bias.values()[i] / scale);
    }
    return values;
  }

  public TrainingState state() {
    return state;
  }
}
