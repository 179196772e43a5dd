package io.plumbline.extractor.worker;

import java.util.UUID;

/**
 * How a worker works. Nothing of it changes a result.
 *
 * @param device {@code auto}, {@code cpu} or {@code cuda:N}
 * @param threads number of batches that run at a time
 * @param name distinguishes workers; one that starts under the name of another shuts it out
 */
public record WorkerOptions(String device, int threads, String name) {
  /** A worker with a name of its own. */
  public static WorkerOptions of(String device, int threads) {
    return new WorkerOptions(device, threads, UUID.randomUUID().toString());
  }
}
