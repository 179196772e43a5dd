package io.plumbline.ops.benchmark;

import io.plumbline.extractor.kafka.Batching;
import io.plumbline.extractor.kafka.KafkaConnection;
import io.plumbline.ops.pipeline.Catalogue;
import io.plumbline.ops.replay.RunRecords;
import io.plumbline.ops.stack.Endpoints;
import io.plumbline.schemas.UserError;
import io.plumbline.schemas.record.ActivationBatch;
import io.plumbline.schemas.topic.TopicAdmin;
import io.plumbline.schemas.topic.TopicNames;
import io.plumbline.schemas.topic.Topics;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Publishes a run's activations again, into a topic of its own, with batches of several kinds, in
 * turn with Kafka's own producer benchmark, which sends the same records: the same bytes under the
 * same keys in the same order. What either has sent is read back and compared.
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

  /** Records that are sent before the clock starts. */
  private static final int BEFORE = 32;

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
    Path file = Files.createTempFile("plumbline", ".records");
    try (URLClassLoader loader = new URLClassLoader(jars, getClass().getClassLoader())) {
      measure(loader, file, lines);
    } finally {
      Files.delete(file);
    }
  }

  private void measure(ClassLoader loader, Path file, Consumer<String> lines)
      throws IOException, ReflectiveOperationException {
    KafkaConnection connection =
        new KafkaConnection(endpoints.brokers(), endpoints.registry(), NAMES);
    OwnPublisher own = new OwnPublisher(connection, batches());
    SentRecords sent = own.sent();
    sent.write(file);
    KafkaBenchmark kafka =
        new KafkaBenchmark(
            loader, endpoints.brokers().addresses(), NAMES.of(Topics.ACTIVATIONS), file);
    // An earlier run that was cut off may have left something there.
    Catalogue.ensure(endpoints, NAMES, List.of(Topics.ACTIVATIONS));
    deleteTopic();
    int distinct = sent.all().size();
    int records =
        Math.max(1, (int) ((long) megabytes * MEGABYTE * distinct / sent.bytes(0, distinct)));
    double size = (double) sent.bytes(BEFORE, records) / MEGABYTE;
    lines.accept("%d records, %.1f MB of values, median of %d".formatted(records, size, repeats));
    lines.accept("batch.size linger.ms compression  publisher MB/s  Kafka's MB/s  ratio");
    for (Batching kind : KINDS) {
      double[] ours = new double[repeats];
      double[] theirs = new double[repeats];
      for (int i = 0; i < repeats; i++) {
        Measured publisher = measure(records, () -> own.seconds(BEFORE, records, kind));
        Measured benchmark = measure(records, () -> kafka.seconds(BEFORE, records, kind));
        if (!publisher.digest().equals(benchmark.digest())) {
          throw new IllegalStateException(
              "the two have not sent the same records: %s and %s"
                  .formatted(publisher.digest(), benchmark.digest()));
        }
        ours[i] = size / publisher.seconds();
        theirs[i] = size / benchmark.seconds();
      }
      lines.accept(line(kind, median(ours), median(theirs)));
    }
  }

  /** Sending records, in so many seconds. */
  private interface Sending {
    double seconds() throws ReflectiveOperationException;
  }

  /**
   * What was measured.
   *
   * @param digest of what is in the topic now
   */
  private record Measured(double seconds, String digest) {}

  private Measured measure(int records, Sending sending) throws ReflectiveOperationException {
    Catalogue.ensure(endpoints, NAMES, List.of(Topics.ACTIVATIONS));
    try (TopicTail topic = new TopicTail(endpoints, NAMES.of(Topics.ACTIVATIONS))) {
      double seconds = sending.seconds();
      return new Measured(seconds, topic.digest(BEFORE + records));
    } finally {
      deleteTopic();
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
    try (TopicAdmin admin = new TopicAdmin(endpoints.brokers())) {
      admin.delete(NAMES, List.of(Topics.ACTIVATIONS));
    }
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
