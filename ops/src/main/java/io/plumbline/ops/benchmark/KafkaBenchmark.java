package io.plumbline.ops.benchmark;

import io.plumbline.extractor.kafka.Batching;
import io.plumbline.schemas.topic.Topic;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Kafka's own producer benchmark, {@code ProducerPerformance} of its tools, sending given records
 * in the place of its random letters. It runs in this process, so that it is as warm as what it is
 * compared with.
 *
 * @param tools loader of Kafka's tools
 * @param bootstrap address of the broker
 * @param topic where it writes
 * @param sent file of the {@link SentRecords}
 */
record KafkaBenchmark(ClassLoader tools, String bootstrap, String topic, Path sent) {
  private static final String MAIN = "org.apache.kafka.tools.ProducerPerformance";
  private static final Pattern RATE =
      Pattern.compile("steady state records sent, ([0-9.]+) records/sec");

  /**
   * Seconds that so many records take once others have been sent, by what it says at its end.
   *
   * @throws ReflectiveOperationException if the tools are not there
   */
  double seconds(int before, int records, Batching batching) throws ReflectiveOperationException {
    List<String> arguments =
        List.of(
            "--bootstrap-server",
            bootstrap,
            "--topic",
            topic,
            "--num-records",
            Integer.toString(before + records),
            "--warmup-records",
            Integer.toString(before),
            // Of what it makes up itself, which is thrown away.
            "--record-size",
            "1",
            "--throughput",
            "-1",
            "--command-property",
            "batch.size=" + batching.bytes(),
            "linger.ms=" + batching.lingerMillis(),
            "compression.type=" + batching.compression(),
            "max.request.size=" + Topic.MAX_MESSAGE_BYTES,
            "interceptor.classes=" + RecordSwap.class.getName(),
            RecordSwap.FILE + "=" + sent);
    String output = printed(arguments.toArray(String[]::new));
    return RATE.matcher(output)
        .results()
        .reduce((earlier, last) -> last)
        .map(last -> records / Double.parseDouble(last.group(1)))
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
