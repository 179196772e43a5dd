package io.plumbline.ops.cli;

import io.plumbline.schemas.UserError;
import java.time.Duration;
import picocli.CommandLine.Option;

/** How often Flink's jobs write down where they are. */
final class CheckpointIntervalOption {
  private static final int LONGEST = 3600;

  @Option(
      names = "--checkpoint-interval",
      paramLabel = "SECONDS",
      defaultValue = "5",
      description = {
        "Time between checkpoints of the Flink jobs. Results become visible with them, and each",
        "writes all of a job's state. Default: ${DEFAULT-VALUE}."
      })
  private int seconds;

  /**
   * The interval.
   *
   * @throws UserError if it is none
   */
  Duration interval() {
    if (seconds < 1 || seconds > LONGEST) {
      throw new UserError(
          "--checkpoint-interval: " + seconds + " is not within 1 to " + LONGEST + " seconds");
    }
    return Duration.ofSeconds(seconds);
  }
}
