package io.plumbline.extractor.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.plumbline.schemas.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
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

  /** OpenMP's helpers are native threads that bear the name of the one they help. */
  @Test
  void aProductTakesNoThreadBesideTheCallingOne() throws Exception {
    AtomicLong named = new AtomicLong();
    try (NDManager manager = Torch.newManager(Device.cpu())) {
      NDArray left = manager.zeros(new Shape(256, 512));
      NDArray right = manager.zeros(new Shape(512, 2048));
      Thread thread =
          new Thread(
              () -> {
                Torch.forInference();
                left.matMul(right);
                named.set(threadsNamed("product-alone"));
              },
              "product-alone");
      thread.start();
      thread.join();
    }
    assertThat(named).hasValue(1);
  }

  private static long threadsNamed(String name) {
    try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
      return tasks.filter(task -> nameOf(task).equals(name)).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Empty for a thread that has ended meanwhile. */
  private static String nameOf(Path task) {
    try {
      return Files.readString(task.resolve("comm")).strip();
    } catch (IOException e) {
      return "";
    }
  }
}
