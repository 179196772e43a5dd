package io.plumbline.streamjobs.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.schemas.UserError;
import io.plumbline.schemas.topic.Brokers;
import io.plumbline.schemas.topic.TopicNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobArgumentsTest {
  @Test
  void defaultsAreThoseOfALiveJob() {
    assertThat(JobArguments.parse("--bootstrap", "b:9092", "--registry", "http://r", "--name", "n"))
        .isEqualTo(JobOptions.live(Brokers.at("b:9092"), "http://r", "n"));
  }

  @Test
  void readsWhatBrokersAskOfTheirClients(@TempDir Path directory) throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("kafka.properties"),
            "security.protocol=SASL_SSL\nbootstrap.servers=elsewhere:9092\n");
    Brokers brokers =
        JobArguments.parse(
                "--bootstrap",
                "b:9092",
                "--registry",
                "http://r",
                "--name",
                "n",
                "--kafka-config",
                file.toString())
            .brokers();
    assertThat(brokers.config(Map.of("group.id", "g")))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "bootstrap.servers", "b:9092", "security.protocol", "SASL_SSL", "group.id", "g"));
    assertThat(brokers).hasToString("b:9092");
  }

  @Test
  void readsAllOptions() {
    assertThat(
            JobArguments.parse(
                "--bootstrap b:9092 --registry http://r --name n --parallelism 2"
                    .concat(" --checkpoint-interval-ms 3000 --input-prefix in. --output-prefix")
                    .concat(
                        " out. --bounded true --run my-run --patience-s 7 --forget-after-days 9")
                    .concat(" --set probe.ridge.lambda=10,probe.folds=3")
                    .split(" ", -1)))
        .isEqualTo(
            new JobOptions(
                Brokers.at("b:9092"),
                "http://r",
                new TopicNames("in."),
                new TopicNames("out."),
                "n",
                2,
                Duration.ofSeconds(3),
                true,
                Optional.of("my-run"),
                Map.of("probe.ridge.lambda", "10", "probe.folds", "3"),
                Duration.ofSeconds(7),
                Duration.ofDays(9)));
  }

  @Test
  void refusesWhatItDoesNotUnderstandInOneLine() {
    assertRefused("RequiredOption", "--bootstrap", "b:9092");
    assertRefused("--nonsense", "--nonsense", "1");
    assertRefused(
        "probe.lambda", "--bootstrap b --registry r --name n --set probe.lambda=1".split(" ", -1));
    assertRefused("NAME=VALUE", "--bootstrap b --registry r --name n --set x".split(" ", -1));
    assertRefused("a/b", "--bootstrap b --registry r --name n --run a/b".split(" ", -1));
    assertRefused("two", "--bootstrap b --registry r --name n --parallelism two".split(" ", -1));
    assertRefused(
        "--forget-after-days",
        "--bootstrap b --registry r --name n --forget-after-days 0".split(" ", -1));
    assertRefused("usage", "bootstrap");
  }

  private static void assertRefused(String named, String... args) {
    assertThatThrownBy(() -> JobArguments.parse(args))
        .isInstanceOf(UserError.class)
        .satisfies(
            e -> {
              if (!named.equals("RequiredOption")) {
                assertThat(e).hasMessageContaining(named);
              }
              assertThat(e.getMessage()).doesNotContain("\n");
            });
  }
}
