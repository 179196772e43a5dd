package io.plumbline.ops.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.ops.benchmark.SentRecords.KeyAndValue;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordSwapTest {
  private static final SentRecords RECORDS =
      new SentRecords(List.of(record("run/a", 3), record("run/b", 70_000), record("", 0)));

  @TempDir Path directory;

  @Test
  void sendsTheGivenRecordsOneAfterAnotherAndFromTheFirstAgain() throws Exception {
    Path file = directory.resolve("records");
    RECORDS.write(file);
    List<KeyAndValue> sent = new ArrayList<>();
    try (RecordSwap swap = new RecordSwap()) {
      swap.configure(Map.of(RecordSwap.FILE, file.toString()));
      for (int i = 0; i < 5; i++) {
        ProducerRecord<byte[], byte[]> any = new ProducerRecord<>("topic", new byte[] {'X'});
        ProducerRecord<byte[], byte[]> record = swap.onSend(any);
        assertThat(record.topic()).isEqualTo("topic");
        sent.add(new KeyAndValue(record.key(), record.value()));
      }
    }
    for (int i = 0; i < 5; i++) {
      assertThat(sent.get(i).key()).isEqualTo(RECORDS.all().get(i % 3).key());
      assertThat(sent.get(i).value()).isEqualTo(RECORDS.all().get(i % 3).value());
    }
  }

  @Test
  void countsTheBytesOfThePlacesThatAreSent() {
    assertThat(RECORDS.bytes(0, 3)).isEqualTo(70_003);
    assertThat(RECORDS.bytes(2, 3)).isEqualTo(70_003);
    assertThat(RECORDS.bytes(4, 4)).isEqualTo(140_003);
  }

  private static KeyAndValue record(String key, int size) {
    byte[] value = new byte[size];
    for (int i = 0; i < size; i++) {
      value[i] = (byte) (31 * i + size);
    }
    return new KeyAndValue(key.getBytes(StandardCharsets.UTF_8), value);
  }
}
