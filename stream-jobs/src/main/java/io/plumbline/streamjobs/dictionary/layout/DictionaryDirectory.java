package io.plumbline.streamjobs.dictionary.layout;

import io.plumbline.schemas.UserError;
import io.plumbline.schemas.safetensors.SafetensorsFile;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads a dictionary from a directory, whichever of the known layouts it has. */
public final class DictionaryDirectory {
  private DictionaryDirectory() {}

  /**
   * Reads a dictionary.
   *
   * @throws UserError if the layout is not known, or something in it is not understood; the message
   *     names it
   */
  public static StoredDictionary read(Path directory) {
    Path saeLens = directory.resolve(SaeLensLayout.WEIGHTS);
    if (Files.exists(saeLens)) {
      return read(new SaeLensLayout(), saeLens, directory.resolve(SaeLensLayout.CONFIG));
    }
    Path sparsify = directory.resolve(SparsifyLayout.WEIGHTS);
    if (Files.exists(sparsify)) {
      return read(new SparsifyLayout(), sparsify, directory.resolve(SparsifyLayout.CONFIG));
    }
    Path dictionaryLearning = directory.resolve(DictionaryLearningLayout.WEIGHTS);
    Path config = directory.resolve(DictionaryLearningLayout.CONFIG);
    if (Files.exists(dictionaryLearning)) {
      return read(new DictionaryLearningLayout(), dictionaryLearning, config);
    }
    Path pickle = directory.resolve(DictionaryLearningLayout.PICKLE);
    if (Files.exists(pickle)) {
      throw new UserError(
          pickle
              + " is a pickle, which can run code when it is read; convert it with: python -c"
              + " \"import torch; from safetensors.torch import save_file; save_file({k:"
              + " v.contiguous() for k, v in torch.load('"
              + pickle
              + "', map_location='cpu', weights_only=True).items()}, '"
              + dictionaryLearning
              + "')\"");
    }
    throw new UserError(
        "%s holds no dictionary: it has neither %s (SAELens) nor %s (sparsify) nor %s with %s (dictionary_learning)"
            .formatted(
                directory,
                SaeLensLayout.WEIGHTS,
                SparsifyLayout.WEIGHTS,
                DictionaryLearningLayout.WEIGHTS,
                DictionaryLearningLayout.CONFIG));
  }

  private static StoredDictionary read(Layout layout, Path weights, Path config) {
    try (SafetensorsFile file = SafetensorsFile.open(weights)) {
      return layout.read(DictionaryConfig.read(config), new DictionaryTensors(weights, file));
    }
  }
}
