package io.plumbline.streamjobs.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TorchMatrixProductTest {
  private final MatrixProduct torch = new TorchMatrixProduct();
  private final MatrixProduct naive = new NaiveMatrixProduct();

  @ParameterizedTest
  @CsvSource({"1,1,1", "3,5,7", "8,64,64", "33,64,128", "2,0,3", "0,4,5"})
  void agreesWithTheDefinition(int n, int k, int m) {
    FloatMatrix a = random(n, k, 1);
    FloatMatrix b = random(k, m, 2);
    FloatMatrix bTransposed = random(m, k, 3);
    FloatMatrix tall = random(n, m, 4);

    assertClose(torch.multiply(a, b), naive.multiply(a, b));
    assertClose(torch.multiplyTransposed(a, bTransposed), naive.multiplyTransposed(a, bTransposed));
    assertClose(torch.transposedMultiply(a, tall), naive.transposedMultiply(a, tall));
  }

  @ParameterizedTest
  @CsvSource({"64,64", "64,128", "96,33", "576,576", "768,2048", "5,3", "1,1"})
  void bitsOfARowDoNotDependOnTheRowsWithIt(int k, int m) {
    FloatMatrix a = random(600, k, 5);
    FloatMatrix b = random(k, m, 6);
    FloatMatrix bTransposed = random(m, k, 7);
    FloatMatrix whole = torch.multiply(a, b);
    FloatMatrix wholeTransposed = torch.multiplyTransposed(a, bTransposed);
    for (int rows : new int[] {1, 2, 3, 5, 7, 8, 9, 16, 17, 64, 255, 256, 257}) {
      for (int from : new int[] {0, 37, 600 - rows}) {
        FloatMatrix part = a.rows(from, from + rows);
        assertSameBits(torch.multiply(part, b), whole, from);
        assertSameBits(torch.multiplyTransposed(part, bTransposed), wholeTransposed, from);
      }
    }
  }

  @Test
  void bitsDoNotDependOnTheCallingThread() throws Exception {
    FloatMatrix a = random(256, 576, 8);
    FloatMatrix b = random(576, 576, 9);
    FloatMatrix here = torch.multiply(a, b);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      for (int i = 0; i < 4; i++) {
        Future<FloatMatrix> there = threads.submit(() -> torch.multiply(a, b));
        assertThat(there.get().values()).isEqualTo(here.values());
      }
      assertThat(threads.submit(JniUtils::getNumThreads).get()).isEqualTo(1);
    } finally {
      threads.shutdown();
    }
  }

  /** OpenMP's helpers are native threads that bear the name of the one they help. */
  @Test
  void aProductTakesNoThreadBesideTheCallingOne() throws Exception {
    FloatMatrix a = random(256, 512, 10);
    FloatMatrix b = random(2048, 512, 11);
    AtomicLong named = new AtomicLong();
    Thread thread =
        new Thread(
            () -> {
              torch.multiplyTransposed(a, b);
              named.set(threadsNamed("product-alone"));
            },
            "product-alone");
    thread.start();
    thread.join();
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

  @Test
  void aHeldMatrixGivesTheSameBits() {
    FloatMatrix b = random(96, 64, 3);
    FloatMatrix other = random(96, 64, 4);
    try (HeldMatrix held = new TorchMatrixProduct().holding(b)) {
      for (int rows : new int[] {1, 7, 8, 256}) {
        FloatMatrix a = random(rows, 64, rows);
        assertThat(held.multiplyTransposed(a, b).values())
            .isEqualTo(torch.multiplyTransposed(a, b).values());
        assertThat(held.multiplyTransposed(a, other).values())
            .isEqualTo(torch.multiplyTransposed(a, other).values());
      }
      FloatMatrix narrow = random(8, 63, 5);
      assertThatThrownBy(() -> held.multiplyTransposed(narrow, b))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void writesOverWhatAMatrixHeld() {
    FloatMatrix b = random(96, 64, 3);
    try (HeldMatrix held = new TorchMatrixProduct().holding(b)) {
      for (int rows : new int[] {3, 8, 256}) {
        FloatMatrix a = random(rows, 64, rows);
        FloatMatrix expected = torch.multiplyTransposed(a, b);
        for (MatrixProduct product : Arrays.asList(torch, held)) {
          FloatMatrix into = random(rows, 96, 4);
          product.multiplyTransposed(a, b, into);
          assertThat(into.values()).isEqualTo(expected.values());
        }
        FloatMatrix into = random(rows, 96, 4);
        naive.multiplyTransposed(a, b, into);
        assertClose(into, expected);
      }
    }
  }

  @Test
  void refusesShapesThatDoNotFit() {
    FloatMatrix a = random(2, 3, 10);
    for (MatrixProduct product : Arrays.asList(torch, naive)) {
      assertThatThrownBy(() -> product.multiply(a, a)).hasMessage("inner sizes differ: 3 and 2");
      assertThatThrownBy(() -> product.multiplyTransposed(a, random(3, 2, 11)))
          .hasMessage("inner sizes differ: 3 and 2");
      assertThatThrownBy(
              () -> product.multiplyTransposed(a, random(4, 3, 11), FloatMatrix.zeros(4, 2)))
          .hasMessage("a [2, 4] product does not fit into a [4, 2] matrix");
      assertThatThrownBy(() -> product.transposedMultiply(a, random(3, 2, 12)))
          .hasMessage("inner sizes differ: 2 and 3");
    }
  }

  private static void assertClose(FloatMatrix actual, FloatMatrix expected) {
    assertThat(actual.rows()).isEqualTo(expected.rows());
    assertThat(actual.columns()).isEqualTo(expected.columns());
    for (int i = 0; i < expected.values().length; i++) {
      assertThat(actual.values()[i]).isCloseTo(expected.values()[i], Offset.offset(1e-4f));
    }
  }

  private static void assertSameBits(FloatMatrix part, FloatMatrix whole, int from) {
    assertThat(part.values())
        .as("rows %d to %d", from, from + part.rows())
        .isEqualTo(whole.rows(from, from + part.rows()).values());
  }

  private static FloatMatrix random(int rows, int columns, long seed) {
    Random random = new Random(seed);
    FloatMatrix matrix = FloatMatrix.zeros(rows, columns);
    for (int i = 0; i < matrix.values().length; i++) {
      matrix.values()[i] = (float) random.nextGaussian();
    }
    return matrix;
  }
}
