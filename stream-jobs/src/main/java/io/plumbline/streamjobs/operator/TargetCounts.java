package io.plumbline.streamjobs.operator;

import io.plumbline.schemas.record.ActivationBatch;
import io.plumbline.schemas.record.BatchPosition;
import io.plumbline.schemas.record.FeatureBatch;
import io.plumbline.streamjobs.state.RecordType;
import io.plumbline.streamjobs.state.Tally;
import io.plumbline.streamjobs.state.TallySerializer;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.base.IntSerializer;

/**
 * Counts the target batches of one hook at all checkpoints of a run. Of checkpoints that have come
 * whole, with all before them, one number is remembered. A view of the current key's state.
 *
 * <p>A record that could not be read may be any of the checkpoints that are under way, so that all
 * of these are given up; if there are none, it is of the next one that begins. What counts is the
 * order of the topic's partition, which holds all records of the key and which every replay shares.
 */
final class TargetCounts {
  private static final int GIVEN_UP = -1;

  private final MapState<Integer, Tally> tallies;
  private final MapState<Integer, ActivationBatch> samples;
  private final MapState<Integer, Integer> sizes;
  private final ValueState<Integer> whole;
  private final ValueState<String> lost;

  TargetCounts(RuntimeContext context) {
    this.tallies =
        context.getMapState(
            new MapStateDescriptor<>(
                "target-tallies", IntSerializer.INSTANCE, new TallySerializer()));
    this.samples =
        context.getMapState(
            new MapStateDescriptor<>(
                "target-samples", Types.INT, new RecordType<>(ActivationBatch.class)));
    this.sizes = context.getMapState(new MapStateDescriptor<>("whole-sizes", Types.INT, Types.INT));
    this.whole = context.getState(new ValueStateDescriptor<>("whole-targets", Types.INT));
    this.lost = context.getState(new ValueStateDescriptor<>("lost-target", Types.STRING));
  }

  /**
   * Counts a batch.
   *
   * @param failed takes what stands for batches that nobody waits for any longer
   */
  Tally.Verdict add(ActivationBatch batch, Consumer<FeatureBatch> failed) throws Exception {
    int ordinal = batch.getPosition().getOrdinal();
    if (ordinal < whole()) {
      return Tally.Verdict.DUPLICATE;
    }
    boolean begins = !tallies.contains(ordinal);
    Tally tally = begins ? new Tally() : tallies.get(ordinal);
    Tally.Verdict verdict = tally.add(batch.getPosition());
    if (verdict == Tally.Verdict.NEW) {
      tallies.put(ordinal, tally);
      if (begins) {
        samples.put(ordinal, new ActivationCheck().failed(batch, ""));
        giveUpWhatWasLostBefore(ordinal, failed);
      }
    } else if (verdict == Tally.Verdict.CONFLICT) {
      giveUp(ordinal, Positions.CONTRADICTION, failed);
    }
    settle();
    return verdict;
  }

  /** A record of the stream could not be read. */
  void lose(String why, Consumer<FeatureBatch> failed) throws Exception {
    Map<Integer, Tally> underWay = new TreeMap<>();
    for (Map.Entry<Integer, Tally> entry : tallies.entries()) {
      if (entry.getValue().underWay()) {
        underWay.put(entry.getKey(), entry.getValue());
      }
    }
    if (underWay.isEmpty()) {
      lost.update(why);
    }
    for (int ordinal : underWay.keySet()) {
      giveUp(ordinal, why, failed);
    }
    settle();
  }

  private void giveUpWhatWasLostBefore(int beginning, Consumer<FeatureBatch> failed)
      throws Exception {
    String why = lost.value();
    if (why == null) {
      return;
    }
    lost.clear();
    for (int ordinal = whole(); ordinal < beginning; ordinal++) {
      if (!tallies.contains(ordinal)) {
        tallies.put(ordinal, Tally.expecting(samples.get(beginning).getPosition().getShards()));
        samples.put(ordinal, elsewhere(samples.get(beginning), ordinal));
        giveUp(ordinal, why, failed);
      }
    }
    giveUp(beginning, why, failed);
  }

  /** A batch of a checkpoint of which nothing is known but its ordinal. */
  private static ActivationBatch elsewhere(ActivationBatch sample, int ordinal) {
    return ActivationBatch.newBuilder(sample)
        .setPosition(
            BatchPosition.newBuilder(sample.getPosition())
                .setOrdinal(ordinal)
                .setCheckpoint(Positions.UNKNOWN)
                .build())
        .build();
  }

  private void giveUp(int ordinal, String why, Consumer<FeatureBatch> failed) throws Exception {
    Tally tally = tallies.get(ordinal);
    ActivationBatch sample = samples.get(ordinal);
    boolean nothingMissing = tally.complete();
    if (nothingMissing || sample == null) {
      return;
    }
    for (Tally.Gap gap : tally.gaps()) {
      BatchPosition position =
          BatchPosition.newBuilder(sample.getPosition())
              .setShard(gap.shard())
              .setIndex(gap.index())
              .setLast(gap.last())
              .setFailure(why)
              .build();
      failed.accept(FeatureBatches.failed(position, sample.getHook(), sample.getHooks()));
    }
    tally.giveUp(why);
    tallies.put(ordinal, tally);
  }

  /**
   * Number of batches of a checkpoint that has come whole, with all before it; negative where it
   * was given up, null where it is not whole or its size was forgotten.
   */
  Integer size(int ordinal) throws Exception {
    return sizes.get(ordinal);
  }

  /** Forgets the size of a checkpoint. */
  void forgetSize(int ordinal) throws Exception {
    sizes.remove(ordinal);
  }

  /** Forgets the sizes of all checkpoints. */
  void forgetSizes() {
    sizes.clear();
  }

  /** Forgets all. */
  void forget() {
    tallies.clear();
    samples.clear();
    sizes.clear();
    whole.clear();
    lost.clear();
  }

  private void settle() throws Exception {
    Tally tally = tallies.get(whole());
    while (tally != null && tally.complete()) {
      int ordinal = whole();
      sizes.put(ordinal, tally.givenUp().isPresent() ? GIVEN_UP : tally.places().size());
      tallies.remove(ordinal);
      samples.remove(ordinal);
      whole.update(ordinal + 1);
      tally = tallies.get(ordinal + 1);
    }
  }

  private int whole() throws IOException {
    Integer ordinals = whole.value();
    return ordinals == null ? 0 : ordinals;
  }
}
