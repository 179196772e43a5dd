package io.plumbline.extractor.checkpoint;

import io.plumbline.extractor.adapter.LoraAdapter;
import io.plumbline.extractor.adapter.LoraOverlay;
import io.plumbline.extractor.model.Architecture;
import io.plumbline.extractor.model.ModelFamilies;
import io.plumbline.extractor.model.ParameterSpec;
import io.plumbline.extractor.safetensors.ModelWeights;
import io.plumbline.extractor.safetensors.RenamedTensors;
import io.plumbline.extractor.safetensors.SameTensor;
import io.plumbline.extractor.safetensors.ValueHead;
import io.plumbline.extractor.safetensors.WrappedModel;
import io.plumbline.schemas.UserError;
import io.plumbline.schemas.safetensors.TensorSource;
import java.nio.file.Path;
import java.util.List;

/**
 * A checkpoint's weights, checked against its architecture, whatever form they were saved in.
 *
 * @param architecture what it is
 * @param weights under the names that the architecture gives them
 * @param form how it was saved
 * @param valueHead whether a value head on the model's own trunk was saved along
 */
public record OpenCheckpoint(
    Architecture architecture, TensorSource weights, Form form, boolean valueHead)
    implements AutoCloseable {

  /** How a checkpoint was saved. */
  public enum Form {
    /** All weights. */
    FULL,
    /** A LoRA adapter over the base. */
    LORA
  }

  /**
   * Opens a model that holds all its weights.
   *
   * @throws UserError if it cannot be read; the message names file and tensor
   */
  public static OpenCheckpoint full(Path directory) {
    if (LoraAdapter.isIn(directory) && ModelWeights.files(directory).isEmpty()) {
      throw new UserError(
          directory
              + " holds an adapter, not a whole model; give with --base the whole model that it was"
              + " trained on");
    }
    ModelWeights files = ModelWeights.open(directory);
    try {
      Architecture architecture = ModelFamilies.read(directory);
      List<String> names = architecture.parameters().stream().map(ParameterSpec::name).toList();
      Architecture untied = ModelFamilies.readUntied(directory);
      String head = untied.unembedding();
      TensorSource weights = WrappedModel.unwrapped(files, names, head);
      if (architecture.tied() && weights.names().contains(head)) {
        String embedding = architecture.unembedding();
        if (!weights.names().contains(embedding)) {
          weights = RenamedTensors.alias(weights, embedding, head);
        } else if (!SameTensor.within(weights, embedding, head)) {
          // As in transformers 5, a head that was saved beside the embedding and differs counts.
          architecture = untied;
        }
      }
      architecture.check(weights);
      boolean valueHead =
          ValueHead.liesBesideModel(directory)
              || files.names().stream().anyMatch(ValueHead::isOnTrunk);
      return new OpenCheckpoint(architecture, weights, Form.FULL, valueHead);
    } catch (UserError e) {
      files.close();
      throw e;
    }
  }

  /**
   * Opens a checkpoint of a run.
   *
   * @param base directory of the run's base model, for adapters
   * @throws UserError if it cannot be read, or is an adapter that does not fit the base
   */
  public static OpenCheckpoint tuned(Path directory, Path base) {
    if (!isAdapter(directory)) {
      return full(directory);
    }
    LoraAdapter adapter = LoraAdapter.open(directory);
    try {
      boolean valueHead = adapter.hasValueHead() || ValueHead.liesBesideAdapter(directory);
      return over(full(base), base, adapter, valueHead);
    } catch (UserError e) {
      adapter.close();
      throw e;
    }
  }

  /**
   * Whether a directory holds an adapter, not all weights.
   *
   * @throws UserError if it holds both, so that nobody knows which is meant
   */
  static boolean isAdapter(Path directory) {
    if (!LoraAdapter.isIn(directory)) {
      return false;
    }
    if (!ModelWeights.files(directory).isEmpty()) {
      throw new UserError(
          directory
              + " holds an adapter and a whole model; remove adapter_config.json if the model has"
              + " it merged, or else the model's safetensors files");
    }
    return true;
  }

  private static OpenCheckpoint over(
      OpenCheckpoint base, Path directory, LoraAdapter adapter, boolean valueHead) {
    try {
      Architecture architecture = base.architecture();
      LoraOverlay overlay;
      if (architecture.tied()) {
        String embedding = architecture.unembedding();
        Architecture untied = ModelFamilies.readUntied(directory);
        String head = untied.unembedding();
        overlay = adapter.over(RenamedTensors.alias(base.weights(), head, embedding), untied);
        if (overlay.changes(head) || overlay.changes(embedding)) {
          architecture = untied;
        }
      } else {
        overlay = adapter.over(base.weights(), architecture);
      }
      architecture.check(overlay);
      return new OpenCheckpoint(architecture, overlay, Form.LORA, valueHead);
    } catch (UserError e) {
      base.close();
      throw e;
    }
  }

  @Override
  public void close() {
    weights.close();
  }
}
