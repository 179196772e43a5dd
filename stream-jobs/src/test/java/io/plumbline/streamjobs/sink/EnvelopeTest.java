package io.plumbline.streamjobs.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.schemas.record.BatchPosition;
import io.plumbline.schemas.record.DeadLetter;
import io.plumbline.schemas.record.DictionaryVersion;
import io.plumbline.schemas.record.FeatureBatch;
import io.plumbline.schemas.record.ImplicitFeedback;
import io.plumbline.schemas.record.ProbeReport;
import io.plumbline.schemas.record.RunSpec;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.api.Test;

class EnvelopeTest {
  @Test
  void keysAreThoseOfTheCatalogueAndTimesThoseOfTheCheckpoint() {
    FeatureBatch features = new FeatureBatch();
    features.put("position", new BatchPosition("run", 15, 1, "c", 0, 1, 0, true, 7L, null));
    assertThat(Envelope.of(features)).isEqualTo(new Envelope("run/15", 7));

    assertThat(Envelope.of(filled(new DictionaryVersion(), "hook", "blocks.0.hook_mlp_out")))
        .isEqualTo(new Envelope("run/blocks.0.hook_mlp_out", 7));
    assertThat(Envelope.of(filled(new ProbeReport(), "probe", "policy")))
        .isEqualTo(new Envelope("run/policy", 7));
    assertThat(Envelope.of(filled(new ImplicitFeedback(), "probe", "policy")))
        .isEqualTo(new Envelope("run/policy", 7));

    DeadLetter letter = new DeadLetter("t", 2, 3L, null, null, "sae", "bad", 7L);
    assertThat(Envelope.of(letter)).isEqualTo(new Envelope("t/2/3", 7));
  }

  @Test
  void knowsNoOtherRecords() {
    assertThatThrownBy(() -> Envelope.of(new RunSpec()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("RunSpec");
  }

  private static <T extends SpecificRecordBase> T filled(T record, String field, String value) {
    record.put(record.getSchema().getField("run").pos(), "run");
    record.put(record.getSchema().getField(field).pos(), value);
    record.put(record.getSchema().getField("time").pos(), 7L);
    return record;
  }
}
