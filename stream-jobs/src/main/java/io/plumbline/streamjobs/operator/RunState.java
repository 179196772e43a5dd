package io.plumbline.streamjobs.operator;

import io.plumbline.schemas.record.BatchPosition;
import io.plumbline.schemas.record.CheckpointArrived;
import io.plumbline.schemas.record.FeatureBatch;
import io.plumbline.schemas.record.LogProbBatch;
import io.plumbline.streamjobs.operator.evidence.CheckpointProbes;
import io.plumbline.streamjobs.operator.evidence.CheckpointReport;
import io.plumbline.streamjobs.operator.evidence.LogProbPairs;
import io.plumbline.streamjobs.operator.evidence.ProbeCarry;
import io.plumbline.streamjobs.source.Received;
import io.plumbline.streamjobs.source.Rejected;
import io.plumbline.streamjobs.state.BatchPlace;
import io.plumbline.streamjobs.state.Gathering;
import io.plumbline.streamjobs.state.GatheringSerializer;
import io.plumbline.streamjobs.state.RecordType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.base.IntSerializer;

/**
 * What has come of a run's checkpoints and is carried between them. A view of the current key's
 * state. It holds the batches of checkpoints that are not complete yet, and of complete ones the
 * base's log-probabilities alone.
 */
final class RunState {
  /** What has come of checkpoints that are not reported on yet, by ordinal. */
  static final MapStateDescriptor<Integer, Gathering> GATHERINGS =
      new MapStateDescriptor<>("gatherings", IntSerializer.INSTANCE, new GatheringSerializer());

  private final MapState<Integer, Gathering> gatherings;
  private final MapState<String, Received<FeatureBatch>> features;
  private final MapState<String, Received<LogProbBatch>> logProbs;
  private final MapState<Integer, CheckpointArrived> checkpoints;
  private final MapState<Long, LogProbBatch> base;
  private final ValueState<Integer> nextOrdinal;
  private final ValueState<ProbeCarry> carry;

  RunState(RuntimeContext context) {
    this.gatherings = context.getMapState(GATHERINGS);
    this.features =
        context.getMapState(
            new MapStateDescriptor<>("features", Types.STRING, Received.type(FeatureBatch.class)));
    this.logProbs =
        context.getMapState(
            new MapStateDescriptor<>("log-probs", Types.STRING, Received.type(LogProbBatch.class)));
    this.checkpoints =
        context.getMapState(
            new MapStateDescriptor<>(
                "checkpoints", Types.INT, new RecordType<>(CheckpointArrived.class)));
    this.base =
        context.getMapState(
            new MapStateDescriptor<>(
                "base-log-probs", Types.LONG, new RecordType<>(LogProbBatch.class)));
    this.nextOrdinal = context.getState(new ValueStateDescriptor<>("next-ordinal", Types.INT));
    this.carry = context.getState(new ValueStateDescriptor<>("carry", new ProbeCarrySerializer()));
  }

  void addFeatures(Received<FeatureBatch> received, ProbeOutputs out) throws Exception {
    FeatureBatch batch = received.value();
    int ordinal = batch.getPosition().getOrdinal();
    if (ordinal < next()) {
      return;
    }
    Gathering gathering = gathering(ordinal);
    switch (gathering.add(batch)) {
      case NEW -> {
        gatherings.put(ordinal, gathering);
        long place = BatchPlace.of(batch.getPosition());
        features.put(key(ordinal, place, batch.getHook()), received);
      }
      case CONFLICT -> out.rejectedFeatures().accept(new Rejected<>(received, Positions.CONFLICT));
      case DUPLICATE -> {
        return;
      }
    }
  }

  void addLogProbs(Received<LogProbBatch> received, ProbeOutputs out) throws Exception {
    LogProbBatch batch = received.value();
    int ordinal = batch.getPosition().getOrdinal();
    if (ordinal < next()) {
      return;
    }
    Gathering gathering = gathering(ordinal);
    switch (gathering.add(batch)) {
      case NEW -> {
        gatherings.put(ordinal, gathering);
        logProbs.put(key(ordinal, BatchPlace.of(batch.getPosition()), ""), received);
      }
      case CONFLICT -> out.rejectedLogProbs().accept(new Rejected<>(received, Positions.CONFLICT));
      case DUPLICATE -> {
        return;
      }
    }
  }

  void addCheckpoint(CheckpointArrived checkpoint) throws Exception {
    int ordinal = checkpoint.getOrdinal();
    if (ordinal >= next() && !checkpoints.contains(ordinal)) {
      checkpoints.put(ordinal, checkpoint);
    }
  }

  private Gathering gathering(int ordinal) throws Exception {
    Gathering known = gatherings.get(ordinal);
    return known == null ? new Gathering() : known;
  }

  private int next() throws IOException {
    Integer ordinal = nextOrdinal.value();
    return ordinal == null ? 0 : ordinal;
  }

  /** Whether the next checkpoint has come whole. */
  boolean ready() throws Exception {
    Gathering gathering = gatherings.get(next());
    return gathering != null && gathering.complete() && checkpoints.contains(next());
  }

  /** Reports on all checkpoints that have come whole, in their order. */
  void report(CheckpointProbes probes, ProbeOutputs out) throws Exception {
    while (ready()) {
      int ordinal = next();
      Gathering gathering = gatherings.get(ordinal);
      CheckpointReport report = report(ordinal, gathering, probes);
      report.reports().forEach(out.reports());
      report.implicit().forEach(out.implicit());
      carry.update(report.carry());
      nextOrdinal.update(ordinal + 1);
      forget(ordinal, gathering, ordinal == 0 && report.carry().baseFailure().isEmpty());
    }
  }

  private CheckpointReport report(int ordinal, Gathering gathering, CheckpointProbes probes)
      throws Exception {
    ProbeCarry before = carry.value() == null ? ProbeCarry.initial() : carry.value();
    SortedMap<String, List<FeatureBatch>> byHook = new TreeMap<>();
    List<BatchPosition> positions = new ArrayList<>();
    for (String hook : gathering.hooks()) {
      List<FeatureBatch> batches = new ArrayList<>();
      for (long place : gathering.featurePlaces(hook)) {
        FeatureBatch batch = features.get(key(ordinal, place, hook)).value();
        batches.add(batch);
        positions.add(batch.getPosition());
      }
      byHook.put(hook, batches);
    }
    for (long place : gathering.logProbPlaces()) {
      positions.add(logProbs.get(key(ordinal, place, "")).value().getPosition());
    }
    BatchPosition any = positions.get(0);
    CheckpointArrived checkpoint = checkpoints.get(ordinal);
    for (BatchPosition position : positions) {
      if (position.getFailure() != null) {
        return CheckpointReport.incomplete(checkpoint, any, probes, before, position.getFailure());
      }
    }
    if (before.baseFailure().isPresent()) {
      return CheckpointReport.incomplete(
          checkpoint,
          any,
          probes,
          before,
          "the base checkpoint is incomplete: " + before.baseFailure().get());
    }
    return CheckpointReport.of(checkpoint, any, probes, before, byHook, pairs(ordinal, gathering));
  }

  private LogProbPairs pairs(int ordinal, Gathering gathering) {
    return consumer -> {
      for (long place : gathering.logProbPlaces()) {
        LogProbBatch tuned = logProbs.get(key(ordinal, place, "")).value();
        consumer.accept(ordinal == 0 ? tuned : base.get(place), tuned);
      }
    };
  }

  private void forget(int ordinal, Gathering gathering, boolean keepAsBase) throws Exception {
    for (String hook : gathering.hooks()) {
      for (long place : gathering.featurePlaces(hook)) {
        features.remove(key(ordinal, place, hook));
      }
    }
    for (long place : gathering.logProbPlaces()) {
      String key = key(ordinal, place, "");
      if (keepAsBase) {
        base.put(place, logProbs.get(key).value());
      }
      logProbs.remove(key);
    }
    gatherings.remove(ordinal);
    checkpoints.remove(ordinal);
  }

  /** Refuses all that waits. */
  void refuseWaiting(String reason, ProbeOutputs out) throws Exception {
    TreeSet<String> keys = new TreeSet<>();
    features.keys().forEach(keys::add);
    for (String key : keys) {
      out.rejectedFeatures().accept(new Rejected<>(features.get(key), reason));
    }
    keys.clear();
    logProbs.keys().forEach(keys::add);
    for (String key : keys) {
      out.rejectedLogProbs().accept(new Rejected<>(logProbs.get(key), reason));
    }
    features.clear();
    logProbs.clear();
    gatherings.clear();
    checkpoints.clear();
  }

  private static String key(int ordinal, long place, String hook) {
    return String.format(
        "%010d/%010d/%010d/%s", ordinal, BatchPlace.shard(place), BatchPlace.index(place), hook);
  }
}
