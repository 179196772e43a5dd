package io.plumbline.extractor.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TorchTest {
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
