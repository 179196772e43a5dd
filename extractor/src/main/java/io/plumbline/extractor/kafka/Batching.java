package io.plumbline.extractor.kafka;

/**
 * How a producer puts records together on their way to the broker. Nothing of it changes a result.
 *
 * @param bytes most bytes of a batch of small records ({@code batch.size})
 * @param lingerMillis how long a batch that is not full waits ({@code linger.ms})
 * @param compression codec of a batch ({@code compression.type})
 */
public record Batching(int bytes, int lingerMillis, String compression) {
  /** The fastest of those measured in docs/payload.md. */
  public static Batching defaults() {
    return new Batching(1 << 20, 5, "none");
  }
}
