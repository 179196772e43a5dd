package io.plumbline.streamjobs.job;

import io.plumbline.schemas.UserError;
import io.plumbline.schemas.settings.RunSettings;
import io.plumbline.schemas.topic.Brokers;
import io.plumbline.schemas.topic.Keys;
import io.plumbline.schemas.topic.TopicNames;
import io.plumbline.schemas.topic.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.flink.util.ParameterTool;

/** Options of a job as words of a command line. */
final class JobArguments {
  static final String USAGE =
      "--bootstrap HOST:PORT --registry URL --name NAME [--kafka-config FILE] [--parallelism N]"
          + " [--checkpoint-interval-ms N] [--input-prefix P] [--output-prefix P]"
          + " [--bounded true|false] [--run RUN] [--set NAME=VALUE,...] [--patience-s N]"
          + " [--forget-after-days N]";

  private static final Set<String> NAMES =
      Set.of(
          "bootstrap",
          "kafka-config",
          "registry",
          "name",
          "parallelism",
          "checkpoint-interval-ms",
          "input-prefix",
          "output-prefix",
          "bounded",
          "run",
          "set",
          "patience-s",
          "forget-after-days");

  private JobArguments() {}

  /**
   * Reads the options.
   *
   * @throws UserError if an option is missing, unknown or malformed
   */
  static JobOptions parse(String... args) {
    try {
      return options(ParameterTool.fromArgs(args));
    } catch (UserError e) {
      throw e;
    } catch (RuntimeException e) {
      // ParameterTool throws plain RuntimeExceptions, too.
      throw new UserError(e.getMessage() + "; usage: " + USAGE, e);
    }
  }

  private static JobOptions options(ParameterTool given) {
    TreeSet<String> unknown = new TreeSet<>(given.toMap().keySet());
    unknown.removeAll(NAMES);
    if (!unknown.isEmpty()) {
      throw new UserError("there is no option --" + unknown.first() + "; usage: " + USAGE);
    }
    return new JobOptions(
        brokers(given.getRequired("bootstrap"), Optional.ofNullable(given.get("kafka-config"))),
        given.getRequired("registry"),
        new TopicNames(given.get("input-prefix", Topics.DEFAULT_PREFIX)),
        new TopicNames(given.get("output-prefix", Topics.DEFAULT_PREFIX)),
        given.getRequired("name"),
        given.getInt("parallelism", 1),
        Duration.ofMillis(
            given.getLong("checkpoint-interval-ms", JobOptions.CHECKPOINT_INTERVAL.toMillis())),
        given.getBoolean("bounded", false),
        Optional.ofNullable(given.get("run")).map(Keys::checkedRun),
        overrides(given.get("set", "")),
        Duration.ofSeconds(given.getLong("patience-s", JobOptions.PATIENCE.toSeconds())),
        forgetAfter(given.getInt("forget-after-days", (int) JobOptions.FORGET_AFTER.toDays())));
  }

  private static Brokers brokers(String addresses, Optional<String> file) {
    return file.map(path -> Brokers.at(addresses, Path.of(path)))
        .orElseGet(() -> Brokers.at(addresses));
  }

  private static Duration forgetAfter(int days) {
    if (days < 1) {
      throw new UserError("--forget-after-days " + days + " is less than one day");
    }
    return Duration.ofDays(days);
  }

  private static Map<String, String> overrides(String text) {
    Map<String, String> overrides = new TreeMap<>();
    RunSettings settings = RunSettings.defaults();
    for (String part : text.split(",", -1)) {
      if (part.isBlank()) {
        continue;
      }
      int equals = part.indexOf('=');
      if (equals < 0) {
        throw new UserError("--set " + part + " is not of the form NAME=VALUE");
      }
      String name = part.substring(0, equals).strip();
      String value = part.substring(equals + 1).strip();
      settings = settings.with(name, value);
      overrides.put(name, value);
    }
    return overrides;
  }
}
