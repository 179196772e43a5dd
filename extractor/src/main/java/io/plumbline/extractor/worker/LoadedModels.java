package io.plumbline.extractor.worker;

import ai.djl.Device;
import io.plumbline.extractor.checkpoint.ContentDigest;
import io.plumbline.extractor.checkpoint.OpenCheckpoint;
import io.plumbline.extractor.model.CausalModel;
import io.plumbline.extractor.model.Computation;
import io.plumbline.extractor.model.DeviceFullException;
import io.plumbline.extractor.model.DeviceMemory;
import io.plumbline.extractor.tokenize.TextTokenizer;
import io.plumbline.schemas.UserError;
import io.plumbline.schemas.settings.RunSettings;
import java.nio.file.Files;
import java.nio.file.Path;

/** The model and the tokenizer in use; one of each at a time. */
final class LoadedModels implements AutoCloseable {
  private final Device device;
  private CausalModel model;
  private String modelDigest = "";
  private Computation computation;
  private String refusedDigest;
  private UserError refusal;
  private TextTokenizer tokenizer;
  private Path tokenizerDirectory;

  LoadedModels(Device device) {
    this.device = device;
  }

  /**
   * The model of a checkpoint.
   *
   * @param base directory of the run's base model, for adapters
   * @param digest what its content must be
   * @param settings how it computes
   * @throws UserError if it cannot be read, or its content is not what was announced
   * @throws DeviceFullException if the device has not enough memory
   */
  CausalModel model(Path directory, Path base, String digest, RunSettings settings) {
    Computation wanted = Computation.of(device, settings);
    if (model != null && modelDigest.equals(digest) && wanted.equals(computation)) {
      return model;
    }
    if (digest.equals(refusedDigest)) {
      throw refusal;
    }
    closeModel();
    try {
      load(directory, base, digest, wanted);
    } catch (UserError e) {
      // The other shards of this checkpoint would find the same.
      refusedDigest = digest;
      refusal = e;
      throw e;
    } catch (DeviceFullException e) {
      // Those weights that did fit.
      DeviceMemory.giveBack(device);
      throw e;
    }
    modelDigest = digest;
    computation = wanted;
    return model;
  }

  private void load(Path directory, Path base, String digest, Computation wanted) {
    if (!Files.isDirectory(directory)) {
      throw new UserError(
          directory
              + " is not there; have the trainer keep its checkpoints until they are read"
              + " (save_total_limit), read them by more workers, and see that each sees this directory");
    }
    try (OpenCheckpoint checkpoint = OpenCheckpoint.tuned(directory, base)) {
      model = checkpoint.architecture().load(checkpoint.weights(), wanted);
    }
    // Only now, so that a change during loading is noticed too.
    if (!ContentDigest.of(directory, base).equals(digest)) {
      closeModel();
      throw new UserError(directory + " was changed after it had been announced");
    }
  }

  /**
   * The tokenizer of the base model.
   *
   * @throws UserError if it cannot be read
   */
  TextTokenizer tokenizer(Path directory) {
    if (!directory.equals(tokenizerDirectory)) {
      closeTokenizer();
      tokenizer = TextTokenizer.open(directory);
      tokenizerDirectory = directory;
    }
    return tokenizer;
  }

  /** Gives up the model and all memory of the device, until a model is asked for again. */
  void release() {
    if (model != null) {
      closeModel();
      DeviceMemory.giveBack(device);
    }
  }

  private void closeModel() {
    if (model != null) {
      model.close();
      model = null;
      modelDigest = "";
    }
  }

  private void closeTokenizer() {
    if (tokenizer != null) {
      tokenizer.close();
      tokenizer = null;
      tokenizerDirectory = null;
    }
  }

  @Override
  public void close() {
    closeModel();
    closeTokenizer();
  }
}
