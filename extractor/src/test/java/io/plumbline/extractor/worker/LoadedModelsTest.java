package io.plumbline.extractor.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import io.plumbline.extractor.TestResources;
import io.plumbline.extractor.checkpoint.ContentDigest;
import io.plumbline.extractor.model.CausalModel;
import io.plumbline.schemas.UserError;
import io.plumbline.schemas.settings.RunSettings;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoadedModelsTest {
  private final Path directory = TestResources.path("gptneox/parallel");
  private final String digest = ContentDigest.of(directory, directory);

  @Test
  void tasksOfACheckpointShareItsModel() {
    try (LoadedModels models = new LoadedModels(Device.cpu())) {
      CausalModel first = model(models, RunSettings.defaults());
      assertThat(model(models, RunSettings.defaults().with("capture.payload", "f16")))
          .isSameAs(first);
    }
  }

  @ParameterizedTest
  @CsvSource({"capture.attention, plain", "capture.precision, bf16"})
  void runThatComputesOtherwiseHasAModelOfItsOwn(String setting, String value) {
    try (LoadedModels models = new LoadedModels(Device.cpu())) {
      CausalModel first = model(models, RunSettings.defaults());
      RunSettings other = RunSettings.defaults().with(setting, value);
      assertThat(model(models, other)).isNotSameAs(first).isSameAs(model(models, other));
    }
  }

  @Test
  void modelThatWasGivenUpIsLoadedAgain() {
    try (LoadedModels models = new LoadedModels(Device.cpu())) {
      CausalModel first = model(models, RunSettings.defaults());
      models.release();
      assertThat(model(models, RunSettings.defaults())).isNotSameAs(first);
    }
  }

  @Test
  void checkpointThatWasDeletedIsRefusedWithTheRemedy() {
    Path gone = directory.resolveSibling("gone");
    try (LoadedModels models = new LoadedModels(Device.cpu())) {
      assertThatThrownBy(() -> models.model(gone, directory, digest, RunSettings.defaults()))
          .isInstanceOf(UserError.class)
          .hasMessageContaining(gone.toString())
          .hasMessageContaining("save_total_limit");
    }
  }

  private CausalModel model(LoadedModels models, RunSettings settings) {
    return models.model(directory, directory, digest, settings);
  }
}
