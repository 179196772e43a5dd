package io.plumbline.extractor.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.engine.Engine;
import io.plumbline.schemas.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TorchTest {
  @Test
  void deviceIsTheOneAskedFor() {
    int gpus = Engine.getEngine("PyTorch").getGpuCount();
    assertThat(Torch.device("cpu")).isEqualTo(Device.cpu());
    assertThat(Torch.device("auto")).isEqualTo(gpus > 0 ? Device.gpu(0) : Device.cpu());
    for (int i = 0; i < gpus; i++) {
      assertThat(Torch.device("cuda:" + i)).isEqualTo(Device.gpu(i));
    }
    assertThatThrownBy(() -> Torch.device("cuda:" + gpus))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("PyTorch sees " + gpus + " GPUs");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpu", "cuda", "cuda:x", "cuda:-1", "cpu:0", ""})
  void otherNamesAreRefused(String name) {
    assertThatThrownBy(() -> Torch.device(name))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("give auto, cpu or cuda:N");
  }
}
