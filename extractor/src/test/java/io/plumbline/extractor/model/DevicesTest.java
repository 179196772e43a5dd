package io.plumbline.extractor.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import io.plumbline.schemas.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DevicesTest {
  @Test
  void cpuIsThereEverywhereAndNoMachineHasAHundredGpus() {
    assertThat(named("cpu")).isEqualTo(Device.cpu());
    assertThatThrownBy(() -> named("cuda:99"))
        .isInstanceOf(UserError.class)
        .hasMessageMatching("PyTorch cannot use cuda:99 \\(\\S.*\\); see docs/gpu.md, or give cpu");
  }

  @Test
  void autoIsTheFirstGpuWhereItCanBeUsed() {
    Device auto = named("auto");
    if (auto.isGpu()) {
      assertThat(named("cuda:0")).isEqualTo(auto).isEqualTo(Device.gpu(0));
    } else {
      assertThat(auto).isEqualTo(Device.cpu());
      assertThatThrownBy(() -> named("cuda:0")).isInstanceOf(UserError.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpu", "cuda", "cuda:x", "cuda:-1", "cuda:256", "cpu:0", ""})
  void otherNamesAreRefused(String name) {
    assertThatThrownBy(() -> named(name))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("give auto, cpu or cuda:N");
  }

  private static Device named(String name) {
    return Devices.named(name, why -> {});
  }
}
