package io.plumbline.streamjobs.attribution;

import io.plumbline.streamjobs.dictionary.Dictionary;
import io.plumbline.streamjobs.dictionary.DictionaryCodec;
import io.plumbline.streamjobs.dictionary.DictionaryTrainer;
import io.plumbline.streamjobs.dictionary.TrainingState;
import io.plumbline.streamjobs.linalg.BinaryCodec;
import io.plumbline.streamjobs.linalg.FloatMatrix;
import io.plumbline.streamjobs.linalg.MatrixProduct;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Optional;

/**
 * The dictionary of the change: trained on dx at the first tuned checkpoints, then frozen. (A
 * dictionary of activations captures too little of what changes.) Immutable.
 *
 * @param checkpoints number of checkpoints that it has been trained on
 * @param training state to go on from, as bytes, while it is trained; else empty
 * @param dictionary as it is now, unless nothing has changed yet
 */
@SuppressWarnings("ArrayRecordComponent") // state that is carried, never compared
record ChangeTraining(int checkpoints, byte[] training, Optional<Dictionary> dictionary) {

  static ChangeTraining initial() {
    return new ChangeTraining(0, new byte[0], Optional.empty());
  }

  /** Whether it is not trained any more. */
  boolean frozen(AttributionOptions options) {
    return checkpoints >= options.changeCheckpoints();
  }

  /**
   * After the next checkpoint. One that equals the base teaches nothing and does not count.
   *
   * @param checkpoint its contexts
   * @param baseNorm final norm of the base
   */
  ChangeTraining next(
      Blocks checkpoint,
      ReadoutWords words,
      FinalNorm baseNorm,
      AttributionOptions options,
      MatrixProduct product)
      throws Exception {
    if (frozen(options)) {
      return this;
    }
    TrainingState state =
        training.length > 0
            ? TrainingState.fromBytes(training)
            : TrainingState.initial(options.ofChange(baseNorm.width()));
    DictionaryTrainer trainer = new DictionaryTrainer(state, product);
    boolean[] changed = new boolean[1];
    checkpoint.forEach(
        block -> {
          Choices choices = Choices.of(block, words, options.minMass());
          FloatMatrix all = Changes.of(block, block.residuals(), choices, baseNorm);
          FloatMatrix rows = Changes.usable(all, choices);
          for (float value : rows.values()) {
            changed[0] |= value != 0;
          }
          if (rows.rows() > 0) {
            trainer.add(rows);
          }
        });
    if (!changed[0]) {
      return this;
    }
    trainer.finish();
    int trained = checkpoints + 1;
    boolean last = trained >= options.changeCheckpoints();
    return new ChangeTraining(
        trained, last ? new byte[0] : state.toBytes(), Optional.of(trainer.freeze()));
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(checkpoints);
    BinaryCodec.write(out, training);
    BinaryCodec.write(out, dictionary.map(DictionaryCodec::toBytes).orElse(new byte[0]));
  }

  static ChangeTraining read(DataInput in) throws IOException {
    int checkpoints = in.readInt();
    byte[] training = BinaryCodec.readBytes(in);
    byte[] dictionary = BinaryCodec.readBytes(in);
    return new ChangeTraining(
        checkpoints,
        training,
        dictionary.length == 0
            ? Optional.empty()
            : Optional.of(DictionaryCodec.fromBytes(dictionary)));
  }
}
