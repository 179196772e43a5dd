package io.plumbline.streamjobs.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.schemas.record.ActivationBatch;
import io.plumbline.schemas.record.DeadLetter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.flink.types.Either;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class RecordParserTest {
  private static final byte[] GARBAGE = {1, 2, 3};

  @Test
  void bytesInNoWireFormatBecomeADeadLetter() {
    assertThat(parse(null, "run/hook", GARBAGE))
        .singleElement()
        .satisfies(
            parsed ->
                assertThat(parsed.right())
                    .isEqualTo(
                        DeadLetter.newBuilder()
                            .setTopic("topic")
                            .setPartition(3)
                            .setOffset(5)
                            .setKey(ByteBuffer.wrap(utf8("run/hook")))
                            .setValue(ByteBuffer.wrap(GARBAGE))
                            .setStage("sae")
                            .setError("not in the schema registry's wire format (3 bytes)")
                            .setTime(7)
                            .build()));
  }

  @Test
  void readsOneRunWhereOneIsNamed() {
    assertThat(parse("run", "run/hook", GARBAGE)).hasSize(1);
    assertThat(parse("run", "run", GARBAGE)).hasSize(1);
    assertThat(parse("run", "run2/hook", GARBAGE)).isEmpty();
    assertThat(parse("run", null, GARBAGE)).isEmpty();
    assertThat(parse(null, null, GARBAGE)).hasSize(1);
  }

  @Test
  void passesOverTombstones() {
    assertThat(parse(null, "run", null)).isEmpty();
  }

  private static List<Either<Received<ActivationBatch>, DeadLetter>> parse(
      String run, String key, byte[] value) {
    RecordParser<ActivationBatch> parser =
        new RecordParser<>(ActivationBatch.class, "http://localhost:1", run, "sae");
    parser.open(null);
    List<Either<Received<ActivationBatch>, DeadLetter>> parsed = new ArrayList<>();
    parser.deserialize(
        new ConsumerRecord<>(
            "topic",
            3,
            5,
            7,
            TimestampType.CREATE_TIME,
            0,
            0,
            key == null ? null : utf8(key),
            value,
            new RecordHeaders(),
            Optional.empty()),
        new ListCollector<>(parsed));
    return parsed;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
