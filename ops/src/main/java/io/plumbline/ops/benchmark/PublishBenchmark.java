package io.plumbline.ops.benchmark;

import io.plumbline.extractor.kafka.Batching;
import io.plumbline.extractor.kafka.KafkaConnection;
import io.plumbline.ops.pipeline.Catalogue;
import io.plumbline.ops.replay.RunRecords;
import io.plumbline.ops.stack.Endpoints;
import io.plumbline.schemas.UserError;
import io.plumbline.schemas.digest.CanonicalBytes;
import io.plumbline.schemas.record.ActivationBatch;
import io.plumbline.schemas.topic.TopicAdmin;
import io.plumbline.schemas.topic.TopicNames;
import io.plumbline.schemas.topic.Topics;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Publishes a run's activations again, into a topic of its own, with batches of several kinds, in
 * turn with Kafka's own producer benchmark on as many records of the same mean size.
 *
 * @param endpoints broker and registry
 * @param run whose recorded activations are taken
 * @param megabytes how much is sent at a time, in 2^20 bytes
 * @param repeats of which the median is told
 * @param tools jars of Kafka's tools
 */
public record PublishBenchmark(
    Endpoints endpoints, String run, int megabytes, int repeats, List<Path> tools) {
  private static final TopicNames NAMES = new TopicNames("benchmark.");
  private static final int MEGABYTE = 1 << 20;

  /** Each differs from another one in a single thing. */
  private static final List<Batching> KINDS =
      List.of(
          new Batching(16 << 10, 0, "none"),
          new Batching(16 << 10, 5, "none"),
          new Batching(16 << 10, 20, "none"),
          new Batching(256 << 10, 5, "none"),
          new Batching(1 << 20, 5, "none"),
          new Batching(256 << 10, 5, "lz4"),
          new Batching(256 << 10, 5, "zstd"));

  /**
   * Measures.
   *
   * @param lines takes what is found, line by line
   * @throws UserError if the run has no activations
   * @throws ReflectiveOperationException if the tools are not there
   */
  public void run(Consumer<String> lines) throws IOException, ReflectiveOperationException {
    URL[] jars = new URL[tools.size()];
    for (int i = 0; i < jars.length; i++) {
      jars[i] = tools.get(i).toUri().toURL();
    }
    try (URLClassLoader loader = new URLClassLoader(jars, getClass().getClassLoader())) {
      measure(loader, lines);
    }
  }

  private void measure(ClassLoader loader, Consumer<String> lines)
      throws ReflectiveOperationException {
    List<ActivationBatch> batches = batches();
    long total = batches.stream().mapToLong(batch -> CanonicalBytes.of(batch).length).sum();
    int bytes = Math.toIntExact(total / batches.size());
    int records = Math.max(1, (int) ((long) megabytes * MEGABYTE / bytes));
    lines.accept("%d records of %d bytes, median of %d".formatted(records, bytes, repeats));
    lines.accept("batch.size linger.ms compression  publisher MB/s  Kafka's MB/s  ratio");
    KafkaConnection connection =
        new KafkaConnection(endpoints.bootstrap(), endpoints.registry(), NAMES);
    OwnPublisher own = new OwnPublisher(connection, batches);
    KafkaBenchmark kafka =
        new KafkaBenchmark(loader, endpoints.bootstrap(), NAMES.of(Topics.ACTIVATIONS));
    for (Batching kind : KINDS) {
      double[] ours = new double[repeats];
      double[] theirs = new double[repeats];
      for (int i = 0; i < repeats; i++) {
        Catalogue.ensure(endpoints, NAMES, List.of(Topics.ACTIVATIONS));
        ours[i] = (double) records * bytes / MEGABYTE / own.seconds(records, kind);
        theirs[i] = kafka.megabytesPerSecond(records, bytes, kind);
        deleteTopic();
      }
      lines.accept(line(kind, median(ours), median(theirs)));
    }
  }

  private static String line(Batching kind, double ours, double theirs) {
    return "%10d %9d %11s  %14.0f  %12.0f  %5.2f"
        .formatted(
            kind.bytes(), kind.lingerMillis(), kind.compression(), ours, theirs, ours / theirs);
  }

  private List<ActivationBatch> batches() {
    List<ActivationBatch> batches = new ArrayList<>();
    new RunRecords(endpoints, run)
        .read(
            TopicNames.live(),
            Topics.ACTIVATIONS,
            (key, record) -> batches.add((ActivationBatch) record));
    if (batches.isEmpty()) {
      throw new UserError("run '" + run + "' has no activations; 'plumbline runs' lists the runs");
    }
    return batches;
  }

  private void deleteTopic() {
    try (TopicAdmin admin = new TopicAdmin(endpoints.bootstrap())) {
      admin.delete(NAMES, List.of(Topics.ACTIVATIONS));
    }
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
