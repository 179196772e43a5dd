package io.plumbline.streamjobs.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.schemas.record.BatchPosition;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class TallyTest {
  @Property(tries = 200)
  void isCompleteWithTheLastMissingBatchAndNotBefore(
      @ForAll @Size(min = 1, max = 5) List<@IntRange(min = 1, max = 6) Integer> sizes,
      @ForAll long seed)
      throws IOException {
    List<BatchPosition> batches = batches(sizes);
    Random random = new Random(seed);
    Collections.shuffle(batches, random);
    Tally tally = new Tally();
    for (int i = 0; i < batches.size(); i++) {
      assertThat(tally.complete()).isFalse();
      assertThat(tally.add(batches.get(i))).isEqualTo(Tally.Verdict.NEW);
      BatchPosition before = batches.get(random.nextInt(i + 1));
      assertThat(tally.add(before)).isEqualTo(Tally.Verdict.DUPLICATE);
      tally = restored(tally);
    }
    assertThat(tally.complete()).isTrue();
    assertThat(tally.places()).isEqualTo(batches.stream().map(BatchPlace::of).sorted().toList());
  }

  @Test
  void isNotCompleteBeforeTheFirstBatch() {
    assertThat(new Tally().complete()).isFalse();
  }

  @Test
  void refusesAnotherNumberOfShards() {
    Tally tally = new Tally();
    tally.add(position(0, 2, 0, true));
    assertThat(tally.add(position(1, 3, 0, true))).isEqualTo(Tally.Verdict.CONFLICT);
  }

  @Test
  void refusesBatchesBehindTheLast() {
    Tally tally = new Tally();
    tally.add(position(0, 1, 1, true));
    assertThat(tally.add(position(0, 1, 2, false))).isEqualTo(Tally.Verdict.CONFLICT);
    assertThat(tally.add(position(0, 1, 0, true))).isEqualTo(Tally.Verdict.CONFLICT);
    assertThat(tally.complete()).isFalse();
    assertThat(tally.add(position(0, 1, 0, false))).isEqualTo(Tally.Verdict.NEW);
    assertThat(tally.complete()).isTrue();
  }

  @Test
  void refusesALastBatchBeforeOneSeen() {
    Tally tally = new Tally();
    tally.add(position(0, 1, 3, false));
    assertThat(tally.add(position(0, 1, 2, true))).isEqualTo(Tally.Verdict.CONFLICT);
  }

  private static List<BatchPosition> batches(List<Integer> sizes) {
    List<BatchPosition> batches = new ArrayList<>();
    for (int shard = 0; shard < sizes.size(); shard++) {
      for (int index = 0; index < sizes.get(shard); index++) {
        batches.add(position(shard, sizes.size(), index, index == sizes.get(shard) - 1));
      }
    }
    return batches;
  }

  static BatchPosition position(int shard, int shards, int index, boolean last) {
    return new BatchPosition("run", 0, 0, "c", shard, shards, index, last, 0L, null);
  }

  private static Tally restored(Tally tally) throws IOException {
    TallySerializer serializer = new TallySerializer();
    DataOutputSerializer out = new DataOutputSerializer(64);
    serializer.serialize(tally, out);
    DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
    Tally restored = serializer.deserialize(in);
    assertThat(in.available()).isZero();
    return serializer.copy(restored);
  }
}
