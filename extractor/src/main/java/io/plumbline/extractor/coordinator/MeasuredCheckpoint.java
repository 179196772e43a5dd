package io.plumbline.extractor.coordinator;

import io.plumbline.extractor.checkpoint.ContentDigest;
import io.plumbline.extractor.checkpoint.Divergence;
import io.plumbline.extractor.checkpoint.TrainerLog;
import io.plumbline.extractor.model.Architecture;
import io.plumbline.extractor.model.ModelFamilies;
import io.plumbline.extractor.safetensors.ModelWeights;
import io.plumbline.schemas.UserError;
import io.plumbline.schemas.record.LayerDivergence;
import io.plumbline.schemas.record.Measure;
import java.nio.file.Path;
import java.util.List;

/**
 * A tuned checkpoint, looked at without running it.
 *
 * @param step training step
 * @param directory where it lies, absolute
 * @param digest content digest
 * @param divergence how far each layer moved from the base
 * @param trainerLog the trainer's own figures at this step
 */
public record MeasuredCheckpoint(
    int step,
    Path directory,
    String digest,
    List<LayerDivergence> divergence,
    List<Measure> trainerLog) {

  /**
   * Reads a checkpoint's weights.
   *
   * @throws UserError if it cannot be read, or is no tuned version of the base
   */
  public static MeasuredCheckpoint measure(int step, Path directory, RunInputs inputs) {
    Path location = directory.toAbsolutePath().normalize();
    Architecture architecture = ModelFamilies.read(location);
    checkSameShape(location, architecture, inputs.architecture());
    try (ModelWeights before = ModelWeights.open(inputs.base());
        ModelWeights after = ModelWeights.open(location)) {
      architecture.check(after);
      return new MeasuredCheckpoint(
          step,
          location,
          ContentDigest.of(location),
          Divergence.byLayer(architecture, before, after),
          TrainerLog.read(location, step));
    }
  }

  private static void checkSameShape(Path location, Architecture tuned, Architecture base) {
    boolean same =
        tuned.name().equals(base.name())
            && tuned.layers() == base.layers()
            && tuned.width() == base.width();
    if (!same) {
      throw new UserError(
          location
              + " is no tuned version of the base: it is "
              + shape(tuned)
              + ", the base "
              + shape(base)
              + "; check --base and --checkpoints");
    }
  }

  private static String shape(Architecture architecture) {
    return architecture.name()
        + " with "
        + architecture.layers()
        + " layers of width "
        + architecture.width();
  }
}
