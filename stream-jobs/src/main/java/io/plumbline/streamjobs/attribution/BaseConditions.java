package io.plumbline.streamjobs.attribution;

import io.plumbline.streamjobs.dictionary.Dictionary;
import io.plumbline.streamjobs.dictionary.DictionaryCodec;
import io.plumbline.streamjobs.dictionary.DictionaryTrainer;
import io.plumbline.streamjobs.dictionary.TrainingState;
import io.plumbline.streamjobs.linalg.BinaryCodec;
import io.plumbline.streamjobs.linalg.CsrMatrix;
import io.plumbline.streamjobs.linalg.FloatMatrix;
import io.plumbline.streamjobs.linalg.MatrixProduct;
import io.plumbline.streamjobs.linalg.Vectors;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The conditions that the base tells apart: features of its final residual stream at the decision
 * positions, and how strongly each fires in each prompt. Immutable.
 *
 * @param dictionary of the base's activations
 * @param activations mean activations by prompt, {@code [prompts, features]}; the prompts are those
 *     with a slope, in the order of their names
 */
record BaseConditions(Dictionary dictionary, CsrMatrix activations) {

  /**
   * Trains the dictionary on the contexts of the base and encodes them.
   *
   * @param base contexts of the base
   */
  static BaseConditions of(
      Blocks base, ReadoutWords words, int width, AttributionOptions options, MatrixProduct product)
      throws Exception {
    DictionaryTrainer trainer =
        new DictionaryTrainer(TrainingState.initial(options.ofConditions(width)), product);
    base.forEach(
        block -> {
          Choices choices = Choices.of(block, words, options.minMass());
          FloatMatrix rows = Changes.usable(block.base(), choices);
          if (rows.rows() > 0) {
            trainer.add(rows);
          }
        });
    trainer.finish();
    Dictionary dictionary = trainer.freeze();
    PromptFeatures prompts = new PromptFeatures(dictionary.features());
    base.forEach(
        block -> {
          Choices choices = Choices.of(block, words, options.minMass());
          CsrMatrix encoded = dictionary.encode(block.base(), product);
          for (int c = 0; c < block.size(); c++) {
            if (choices.denominator(c) > 0) {
              prompts.add(block.prompts().get(c), encoded, c);
            }
          }
        });
    return new BaseConditions(dictionary, prompts.means());
  }

  /** What a feature stands for, {@code [d_model]}. */
  double[] direction(int feature) {
    return Vectors.row(dictionary.decoder(), feature);
  }

  void write(DataOutput out) throws IOException {
    BinaryCodec.write(out, DictionaryCodec.toBytes(dictionary));
    out.writeInt(activations.columns());
    BinaryCodec.write(out, activations.rowPointers());
    BinaryCodec.write(out, activations.columnIndices());
    BinaryCodec.write(out, activations.values());
  }

  static BaseConditions read(DataInput in) throws IOException {
    Dictionary dictionary = DictionaryCodec.fromBytes(BinaryCodec.readBytes(in));
    int columns = in.readInt();
    return new BaseConditions(
        dictionary,
        new CsrMatrix(
            columns,
            BinaryCodec.readInts(in),
            BinaryCodec.readInts(in),
            BinaryCodec.readFloats(in)));
  }
}
