package io.plumbline.streamjobs.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.schemas.record.BatchPosition;
import io.plumbline.schemas.record.CheckpointArrived;
import io.plumbline.schemas.serde.TrustedRecords;
import io.plumbline.streamjobs.linalg.BinaryCodec;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.formats.avro.typeutils.AvroSerializer;
import org.apache.flink.formats.avro.typeutils.AvroSerializerSnapshot;
import org.junit.jupiter.api.Test;

/** State that was written in another layout, or under a schema with fewer fields, can be read. */
class StateEvolutionTest {
  static {
    TrustedRecords.trust();
  }

  @Test
  void recordsWrittenBeforeAFieldWasAddedGetItsDefault() throws Exception {
    Schema before = without("valueHead", "headTrained");
    DataOutputSerializer out = new DataOutputSerializer(64);
    new AvroSerializer<>(GenericRecord.class, before).serialize(generic(before), out);

    TypeSerializerSnapshot<CheckpointArrived> written = throughBytes(snapshot(before));
    TypeSerializer<CheckpointArrived> serializer =
        new RecordType<>(CheckpointArrived.class).createSerializer(new SerializerConfigImpl());
    assertThat(
            serializer
                .snapshotConfiguration()
                .resolveSchemaCompatibility(written)
                .isCompatibleAfterMigration())
        .isTrue();
    CheckpointArrived read =
        written.restoreSerializer().deserialize(new DataInputDeserializer(out.getCopyOfBuffer()));
    assertThat(read.getRun()).isEqualTo("run");
    assertThat(read.getOrdinal()).isEqualTo(3);
    assertThat(read.getValueHead()).isNull();
    assertThat(read.getHeadTrained()).isNull();
  }

  private static Schema without(String... names) {
    Schema now = CheckpointArrived.getClassSchema();
    List<Schema.Field> fields = new ArrayList<>();
    for (Schema.Field field : now.getFields()) {
      if (!List.of(names).contains(field.name())) {
        fields.add(new Schema.Field(field, field.schema()));
      }
    }
    return Schema.createRecord(now.getName(), now.getDoc(), now.getNamespace(), false, fields);
  }

  private static GenericRecord generic(Schema schema) {
    GenericRecord record = new GenericData.Record(schema);
    CheckpointArrived full =
        CheckpointArrived.newBuilder()
            .setRun("run")
            .setStep(45)
            .setOrdinal(3)
            .setCheckpoint("c")
            .setLocation("")
            .setTime(1)
            .setValueHead(true)
            .build();
    for (Schema.Field field : schema.getFields()) {
      record.put(field.name(), full.get(field.name()));
    }
    return record;
  }

  /** What Flink keeps where the class had another schema. */
  @SuppressWarnings("unchecked") // the constructor's type is known
  private static TypeSerializerSnapshot<CheckpointArrived> snapshot(Schema schema)
      throws Exception {
    Constructor<?> constructor =
        AvroSerializerSnapshot.class.getDeclaredConstructor(Schema.class, Class.class);
    constructor.setAccessible(true);
    return (TypeSerializerSnapshot<CheckpointArrived>)
        constructor.newInstance(schema, CheckpointArrived.class);
  }

  private static <T> TypeSerializerSnapshot<T> throughBytes(TypeSerializerSnapshot<T> snapshot)
      throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    TypeSerializerSnapshot.writeVersionedSnapshot(out, snapshot);
    return TypeSerializerSnapshot.readVersionedSnapshot(
        new DataInputDeserializer(out.getCopyOfBuffer()),
        StateEvolutionTest.class.getClassLoader());
  }

  @Test
  void talliesOfTheFirstLayoutGoOn() throws IOException {
    // One of two shards has been seen whole.
    byte[] first =
        BinaryCodec.toBytes(
            out -> {
              out.writeInt(2);
              out.writeInt(1);
              out.writeInt(0);
              out.writeInt(1);
              BinaryCodec.write(out, new byte[] {1});
            });
    DataOutputSerializer out = new DataOutputSerializer(64);
    out.writeInt(first.length);
    out.write(first);
    TallySerializer.Snapshot unnumbered = new TallySerializer.Snapshot();
    unnumbered.readSnapshot(3, new DataInputDeserializer(new byte[0]), getClass().getClassLoader());
    assertThat(
            new TallySerializer()
                .snapshotConfiguration()
                .resolveSchemaCompatibility(unnumbered)
                .isCompatibleAfterMigration())
        .isTrue();
    Tally tally =
        unnumbered
            .restoreSerializer()
            .deserialize(new DataInputDeserializer(out.getCopyOfBuffer()));
    assertThat(tally.complete()).isFalse();
    BatchPosition missing = TallyTest.position(1, 2, 0, true);
    assertThat(tally.add(missing)).isEqualTo(Tally.Verdict.NEW);
    assertThat(tally.complete()).isTrue();
  }

  @Test
  void stateOfANewerBuildIsRefusedByName() {
    DataOutputSerializer out = new DataOutputSerializer(8);
    assertThatThrownBy(
            () -> {
              out.writeInt(99);
              new GatheringSerializer.Snapshot()
                  .readSnapshot(
                      4,
                      new DataInputDeserializer(out.getCopyOfBuffer()),
                      getClass().getClassLoader());
            })
        .isInstanceOf(IOException.class)
        .hasMessageContaining("GatheringSerializer is of a newer build: its layout is 99");
  }

  @Test
  void aStreamThatWasGivenUpStaysSo() {
    Tally tally = new Tally();
    tally.add(TallyTest.position(0, 2, 1, false));
    assertThat(tally.gaps())
        .containsExactly(
            new Tally.Gap(0, 0, false), new Tally.Gap(0, 2, true), new Tally.Gap(1, 0, true));
    tally.giveUp("lost");
    Tally restored = new TallySerializer().copy(tally);
    assertThat(restored.complete()).isTrue();
    assertThat(restored.givenUp()).contains("lost");
    assertThat(restored.add(TallyTest.position(0, 2, 0, false))).isEqualTo(Tally.Verdict.DUPLICATE);
  }
}
