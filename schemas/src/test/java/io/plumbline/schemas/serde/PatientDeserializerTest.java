package io.plumbline.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.schemas.record.DeadLetter;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class PatientDeserializerTest {
  private static final DeadLetter LETTER =
      DeadLetter.newBuilder()
          .setTopic("activations")
          .setPartition(0)
          .setOffset(7)
          .setStage("extraction")
          .setError("cannot be read")
          .setTime(1)
          .build();

  @Test
  @Timeout(30)
  void waitsForTheRegistry() throws Exception {
    try (RegistryAddress address = RegistryAddress.open()) {
      address.answer(200, "{\"id\": 1}");
      byte[] bytes = new RecordSerializer<DeadLetter>(address.registry()).serialize("t", LETTER);

      address.answer(503, "Service Unavailable");
      PatientDeserializer<DeadLetter> deserializer =
          new PatientDeserializer<>(address.registry(), DeadLetter.class);
      CompletableFuture<DeadLetter> read =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return deserializer.deserialize("t", bytes);
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });
      ThrowingCallable meanwhile = () -> read.get(1, TimeUnit.SECONDS);
      assertThatThrownBy(meanwhile).isInstanceOf(TimeoutException.class);

      String schema = DeadLetter.getClassSchema().toString();
      address.answer(200, new ObjectMapper().writeValueAsString(Map.of("schema", schema)));
      assertThat(read.get()).isEqualTo(LETTER);
    }
  }
}
