package io.plumbline.extractor.coordinator;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;

import io.plumbline.extractor.checkpoint.ContentDigest;
import io.plumbline.extractor.checkpoint.Divergence;
import io.plumbline.extractor.checkpoint.HeadChange;
import io.plumbline.extractor.checkpoint.OpenCheckpoint;
import io.plumbline.extractor.checkpoint.TrainerLog;
import io.plumbline.extractor.model.Architecture;
import io.plumbline.extractor.model.ParameterSpec;
import io.plumbline.schemas.UserError;
import io.plumbline.schemas.record.LayerDivergence;
import io.plumbline.schemas.record.Measure;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A tuned checkpoint, looked at without running it.
 *
 * @param step training step
 * @param directory where it lies, absolute
 * @param digest content digest
 * @param divergence how far each layer moved from the base
 * @param form how it was saved
 * @param valueHead whether a value head on its trunk was saved along
 * @param headTrained whether its unembedding differs from the base's
 * @param trainerLog the trainer's own figures at this step
 */
public record MeasuredCheckpoint(
    int step,
    Path directory,
    String digest,
    List<LayerDivergence> divergence,
    OpenCheckpoint.Form form,
    boolean valueHead,
    boolean headTrained,
    List<Measure> trainerLog) {

  /**
   * Reads a checkpoint's weights.
   *
   * @throws UserError if it cannot be read, or is no tuned version of the base
   */
  public static MeasuredCheckpoint measure(int step, Path directory, RunInputs inputs) {
    Path location = directory.toAbsolutePath().normalize();
    try (OpenCheckpoint before = OpenCheckpoint.full(inputs.base());
        OpenCheckpoint after = OpenCheckpoint.tuned(location, inputs.base())) {
      checkSameShape(location, after.architecture(), inputs.architecture());
      return new MeasuredCheckpoint(
          step,
          location,
          ContentDigest.of(location, inputs.base()),
          Divergence.byLayer(inputs.architecture(), before.weights(), after.weights()),
          after.form(),
          after.valueHead(),
          HeadChange.between(before, after),
          TrainerLog.read(location, step));
    }
  }

  /** Kind of the adapter that it was saved as, as it stands in its record; null if it was not. */
  String adapter() {
    return form == OpenCheckpoint.Form.LORA ? "lora" : null;
  }

  private static void checkSameShape(Path location, Architecture tuned, Architecture base) {
    boolean same =
        tuned.name().equals(base.name())
            && tuned.layers() == base.layers()
            && tuned.width() == base.width();
    if (!same) {
      throw other(location, "it is " + shape(tuned) + ", the base " + shape(base));
    }
    Map<String, ParameterSpec> ofBase =
        base.parameters().stream().collect(toMap(ParameterSpec::name, identity()));
    for (ParameterSpec parameter : tuned.parameters()) {
      ParameterSpec counterpart = ofBase.get(parameter.name());
      if (parameter.layer() != ParameterSpec.NO_LAYER && !parameter.equals(counterpart)) {
        String shape = counterpart == null ? "none" : "one of " + counterpart.shape();
        throw other(
            location,
            "it has a tensor "
                + parameter.name()
                + " of "
                + parameter.shape()
                + ", the base "
                + shape);
      }
    }
  }

  private static UserError other(Path location, String difference) {
    return new UserError(
        location
            + " is no tuned version of the base: "
            + difference
            + "; check --base and --checkpoints");
  }

  private static String shape(Architecture architecture) {
    return architecture.name()
        + " with "
        + architecture.layers()
        + " layers of width "
        + architecture.width();
  }
}
