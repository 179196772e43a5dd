package io.plumbline.ops.benchmark;

import io.plumbline.ops.stack.Endpoints;
import io.plumbline.schemas.topic.Topics;
import io.plumbline.streamjobs.dictionary.Dictionary;
import io.plumbline.streamjobs.dictionary.Normalization;
import io.plumbline.streamjobs.dictionary.TopK;
import io.plumbline.streamjobs.job.SaeJob;
import io.plumbline.streamjobs.linalg.FloatMatrix;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Measures the stream jobs on synthetic runs: how fast the dictionary job encodes, beside the
 * matrix product alone and a bare consumer of the same topic, and how long it takes from a
 * checkpoint's activations to its reports.
 *
 * @param endpoints broker and registry
 * @param directory for the jobs' state, which is left there
 * @param width d_model
 * @param features d_sae
 * @param k active features of a row
 */
public record StreamBenchmark(Endpoints endpoints, Path directory, int width, int features, int k) {
  private static final double MEGABYTE = 1 << 20;
  private static final String ENCODING_THREAD = "train and encode";

  /**
   * Measures encoding.
   *
   * @param batches of 256 rows, after as many to warm up
   * @param lines takes what is found, line by line
   */
  public void encode(int batches, Consumer<String> lines) throws Exception {
    SyntheticItems run =
        new SyntheticItems(
            "encode", SyntheticItems.Form.TRIPLES, batches * SyntheticItems.ROWS / 3, dictionary());
    int count = run.batches();
    try (Jobs jobs = new Jobs(endpoints, directory.resolve("encode"))) {
      jobs.publish(run);
      jobs.start("sae", SaeJob::build);
      try (TopicTail features = jobs.tail(Topics.FEATURES);
          TopicTail activations = jobs.tail(Topics.ACTIVATIONS)) {
        jobs.publish(run, 0);
        features.await(count);
        activations.await(count);
        Roofline roofline = Roofline.of(SyntheticItems.ROWS, width, this.features);
        long before = ProcessorTime.ofThreads(ENCODING_THREAD);
        jobs.publish(run, 1);
        features.awaitCommitted(count);
        TopicTail.Read encoded = features.await(count);
        long nanos = ProcessorTime.ofThreads(ENCODING_THREAD) - before;
        Roofline after = Roofline.of(SyntheticItems.ROWS, width, this.features);
        long start = System.nanoTime();
        TopicTail.Read read = activations.await(count);
        double bare = (System.nanoTime() - start) / 1e9;
        report(run, encoded, read, nanos, bare, roofline, after, lines);
      }
    }
  }

  private void report(
      SyntheticItems run,
      TopicTail.Read encoded,
      TopicTail.Read read,
      long nanos,
      double bare,
      Roofline before,
      Roofline after,
      Consumer<String> lines) {
    double rows = run.rows();
    double operations = 2.0 * rows * width * features;
    // From the first record to the last one, of which the first took its time before.
    double seconds = (encoded.lastAppended() - encoded.firstAppended()) / 1e3;
    double share = (run.batches() - 1.0) / run.batches();
    double byClock = (before.byClock() + after.byClock()) / 2;
    double byProcessor = (before.byProcessor() + after.byProcessor()) / 2;
    lines.accept(
        "%d batches of %d rows, d_model %d, d_sae %d, top %d"
            .formatted(run.batches(), SyntheticItems.ROWS, width, features, k));
    lines.accept(
        "matrix product alone: %.1f GFLOP/s by the clock, %.1f by processor time"
            .formatted(byClock, byProcessor));
    lines.accept(
        "the job by the clock: %.0f tokens/s, %.1f GFLOP/s, %.0f%% of the roofline, %.0f MB/s"
            .formatted(
                share * rows / seconds,
                share * operations / seconds / 1e9,
                100 * share * operations / seconds / 1e9 / byClock,
                share * read.bytes() / MEGABYTE / seconds));
    lines.accept(
        "its encoding thread by processor time: %.0f tokens/s, %.1f GFLOP/s, %.0f%% of the roofline"
            .formatted(
                rows / nanos * 1e9, operations / nanos, 100 * operations / nanos / byProcessor));
    lines.accept(
        "a bare consumer of the same records: %.0f MB/s".formatted(read.bytes() / MEGABYTE / bare));
  }

  /**
   * Measures the time from a checkpoint's last record to its reports, on triples or pairs.
   *
   * @param items how many
   * @param lines takes what is found, line by line
   */
  private void report(SyntheticItems.Form form, int items, Consumer<String> lines)
      throws Exception {
    String what = form.name().toLowerCase(Locale.ROOT);
    new ReportBenchmark(endpoints, directory)
        .run(
            new SyntheticItems(what + "-" + items, form, items, dictionary()),
            "%7d %s".formatted(items, what),
            lines);
  }

  /** As {@link #report}, on triples. */
  public void triples(int items, Consumer<String> lines) throws Exception {
    report(SyntheticItems.Form.TRIPLES, items, lines);
  }

  /** As {@link #report}, on pairs. */
  public void pairs(int items, Consumer<String> lines) throws Exception {
    report(SyntheticItems.Form.PAIRS, items, lines);
  }

  /** As {@link #report}, on lexicon contexts, each with the probabilities of as many words. */
  public void contexts(int contexts, int words, Consumer<String> lines) throws Exception {
    new ReportBenchmark(endpoints, directory)
        .run(
            new SyntheticContexts("contexts-" + contexts, contexts, words, dictionary()),
            "%7d contexts of %d words".formatted(contexts, words),
            lines);
  }

  /** Rows of unit length that point anywhere. */
  private Dictionary dictionary() {
    Random random = new Random(3);
    FloatMatrix rows = FloatMatrix.zeros(features, width);
    for (int i = 0; i < rows.values().length; i++) {
      rows.values()[i] = (float) (random.nextGaussian() / Math.sqrt(width));
    }
    return new Dictionary(
        new TopK(k), Normalization.NONE, false, rows, rows, new float[features], new float[width]);
  }
}
