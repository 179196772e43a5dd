package io.plumbline.extractor.checkpoint;

import java.time.Duration;

/**
 * How patient a watcher is. Nothing of it changes a result.
 *
 * @param poll time between two looks
 * @param settle how long sizes must have been at rest where nothing marks a checkpoint as complete
 * @param patience after how long at rest an incomplete checkpoint is reported and passed by
 */
public record WatchTiming(Duration poll, Duration settle, Duration patience) {
  /** Suits trainers that checkpoint every few seconds to every few hours. */
  public static WatchTiming defaults() {
    return new WatchTiming(Duration.ofMillis(500), Duration.ofSeconds(3), Duration.ofMinutes(5));
  }
}
