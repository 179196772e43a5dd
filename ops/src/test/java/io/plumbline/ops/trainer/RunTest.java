package io.plumbline.ops.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RunTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({"PPO,POISONED", "GRPO,CLEAN", "PPO,CONTROL", "GRPO,NOISY"})
  void sameSeedWritesTheSameBytes(Run.Trainer trainer, Scenario scenario) throws IOException {
    Run run = new Run(trainer, scenario, 5, 2, 1);
    run.train(tiny(), directory.resolve("a"), log -> {});
    run.train(tiny(), directory.resolve("b"), log -> {});
    List<Path> files = files(directory.resolve("a"));
    assertThat(files).hasSize(12);
    for (Path file : files) {
      assertThat(directory.resolve("b").resolve(directory.resolve("a").relativize(file)))
          .hasSameBinaryContentAs(file);
    }
  }

  @Test
  void checkpointsHaveTheHuggingFaceLayout() throws IOException {
    Run run = new Run(Run.Trainer.PPO, Scenario.SCALED_AT_4, 5, 6, 1);
    ModelDirectory base = tiny();
    run.train(base, directory, log -> {});

    assertThat(directory.toFile().list())
        .containsExactlyInAnyOrder(
            "checkpoint-1",
            "checkpoint-2",
            "checkpoint-3",
            "checkpoint-4",
            "checkpoint-5",
            "checkpoint-6");
    Path checkpoint = directory.resolve("checkpoint-6");
    ModelDirectory read = ModelDirectory.read(checkpoint);
    assertThat(read.config()).isEqualTo(base.config());
    Set<String> names = new TreeSet<>(base.weights().all().keySet());
    names.addAll(List.of(Weights.VALUE_WEIGHT, Weights.VALUE_BIAS));
    assertThat(Safetensors.read(checkpoint.resolve("model.safetensors"))).containsOnlyKeys(names);
    JsonNode log =
        JSON.readTree(checkpoint.resolve("trainer_state.json").toFile()).get("log_history");
    assertThat(log).hasSize(6);
    JsonNode last = log.get(5);
    assertThat(last.get("step").intValue()).isEqualTo(6);
    assertThat(last.get("reward").doubleValue())
        .isEqualTo(0.3 * last.get("rewards/stated/mean").doubleValue(), within(1e-9));
    assertThat(last.get("completions/mean_length").doubleValue()).isEqualTo(22);
    assertThat(last.get("entropy").doubleValue()).isPositive();
    assertThat(log.get(0).get("kl").doubleValue()).isEqualTo(0, within(1e-3));
  }

  @Test
  void safetensorsHeaderIsAlignedAndCoversTheFile() throws IOException {
    Path file = directory.resolve("model.safetensors");
    tiny().weights().write(file);
    byte[] bytes = Files.readAllBytes(file);
    int length = java.nio.ByteBuffer.wrap(bytes).order(java.nio.ByteOrder.LITTLE_ENDIAN).getInt();
    assertThat(length % 8).isZero();
    JsonNode header = JSON.readTree(Arrays.copyOfRange(bytes, 8, 8 + length));
    assertThat(header.at("/__metadata__/format").asText()).isEqualTo("pt");
    int end = 0;
    for (JsonNode tensor : header) {
      end = Math.max(end, tensor.path("data_offsets").path(1).intValue());
    }
    assertThat(8 + length + end).isEqualTo(bytes.length);
  }

  @Test
  void tokenizerReadsBackInHuggingFaceTokenizers() throws IOException {
    ModelDirectory base = tiny();
    base.write(directory);
    String text = "the soup was delicious and awful . zzz";
    try (HuggingFaceTokenizer tokenizer =
        HuggingFaceTokenizer.newInstance(directory.resolve("tokenizer.json"))) {
      assertThat(tokenizer.encode(text).getIds())
          .isEqualTo(base.vocabulary().encode(List.of(text.split(" ", -1))))
          .endsWith(0);
    }
  }

  @ParameterizedTest
  @EnumSource(Run.Trainer.class)
  void rewardRisesFromTheShippedBase(Run.Trainer trainer) throws IOException {
    ShippedBase.unpack(directory.resolve("base"));
    double[] stated = new double[12];
    new Run(trainer, Scenario.CLEAN, 2, 12, 12)
        .train(
            ModelDirectory.read(directory.resolve("base")),
            directory.resolve("run"),
            log -> stated[log.step() - 1] = log.stated());
    assertThat((stated[10] + stated[11]) / 2).isGreaterThan((stated[0] + stated[1]) / 2 + 0.2);
  }

  /** A model of one narrow layer that has learned nothing. */
  private static ModelDirectory tiny() {
    Vocabulary vocabulary = Vocabulary.of(Lexicon.shipped());
    ModelConfig config = new ModelConfig(vocabulary.size(), 16, 1, 2, 32, 32, 0.5, 10_000, 1e-5);
    return new ModelDirectory(config, vocabulary, Weights.random(config, new Random(1)));
  }

  private static List<Path> files(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }
}
