package io.plumbline.extractor.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.extractor.TestResources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Configurations as published models have them, odd fields included. The numbers of parameters are
 * those of transformers, tied ones counted once.
 */
class PublishedConfigsTest {
  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # config               | parameters | layers | positions | tied
          gemma-2-2b             | 2614341888 | 26     | 8192      | true
          gemma-2b               | 2506172416 | 18     | 8192      | true
          gpt-neo-125m           | 125198592  | 12     | 2048      | true
          gpt2                   | 124439808  | 12     | 1024      | true
          llama-3.2-1b           | 1235814400 | 16     | 131072    | true
          mistral-7b-v0.1        | 7241732096 | 32     | 32768     | false
          pythia-70m             | 70426624   | 6      | 2048      | false
          qwen2.5-0.5b-instruct  | 494032768  | 24     | 32768     | true
          qwen3-0.6b             | 596049920  | 28     | 40960     | true
          smollm2-135m-instruct  | 134515008  | 30     | 8192      | true
          """)
  void isRead(String name, long parameters, int layers, int positions, boolean tied)
      throws IOException {
    Files.copy(
        TestResources.path("published-configs/" + name + ".json"),
        directory.resolve("config.json"));
    Architecture architecture = ModelFamilies.read(directory);
    assertThat(architecture.parameters().stream().mapToLong(PublishedConfigsTest::size).sum())
        .isEqualTo(parameters);
    assertThat(architecture.layers()).isEqualTo(layers);
    assertThat(architecture.maxPositions()).isEqualTo(positions);
    assertThat(architecture.tied()).isEqualTo(tied);
  }

  private static long size(ParameterSpec parameter) {
    return parameter.shape().stream().reduce(1L, (a, b) -> a * b);
  }
}
