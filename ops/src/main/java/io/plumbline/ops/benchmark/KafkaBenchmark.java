package io.plumbline.ops.benchmark;

import io.plumbline.extractor.kafka.Batching;
import io.plumbline.schemas.topic.Topic;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Kafka's own producer benchmark, {@code ProducerPerformance} of its tools. It runs in this
 * process, so that it is as warm as what it is compared with.
 *
 * @param tools loader of Kafka's tools
 * @param bootstrap address of the broker
 * @param topic where it writes
 */
record KafkaBenchmark(ClassLoader tools, String bootstrap, String topic) {
  private static final String MAIN = "org.apache.kafka.tools.ProducerPerformance";
  private static final Pattern RATE = Pattern.compile("\\(([0-9.]+) MB/sec\\)");

  /**
   * Megabytes (2^20 bytes) in a second, as it says at its end.
   *
   * @param records number of records, of random letters
   * @param bytes size of each
   * @throws ReflectiveOperationException if the tools are not there
   */
  double megabytesPerSecond(int records, int bytes, Batching batching)
      throws ReflectiveOperationException {
    List<String> arguments =
        List.of(
            "--bootstrap-server",
            bootstrap,
            "--topic",
            topic,
            "--num-records",
            Integer.toString(records),
            "--record-size",
            Integer.toString(bytes),
            "--throughput",
            "-1",
            "--command-property",
            "batch.size=" + batching.bytes(),
            "linger.ms=" + batching.lingerMillis(),
            "compression.type=" + batching.compression(),
            "max.request.size=" + Topic.MAX_MESSAGE_BYTES);
    String output = printed(arguments.toArray(String[]::new));
    return RATE.matcher(output)
        .results()
        .reduce((earlier, last) -> last)
        .map(last -> Double.parseDouble(last.group(1)))
        .orElseThrow(() -> new IllegalStateException(MAIN + " says: " + output));
  }

  private String printed(String[] arguments) throws ReflectiveOperationException {
    PrintStream before = System.out;
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
    try {
      Class.forName(MAIN, true, tools)
          .getMethod("main", String[].class)
          .invoke(null, (Object) arguments);
    } finally {
      System.setOut(before);
    }
    return output.toString(StandardCharsets.UTF_8);
  }
}
