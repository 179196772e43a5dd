package io.plumbline.streamjobs.operator;

import io.plumbline.schemas.record.ActivationBatch;
import io.plumbline.schemas.record.BatchPosition;
import io.plumbline.schemas.record.CheckpointArrived;
import io.plumbline.schemas.record.LogProbBatch;
import io.plumbline.schemas.record.ReadoutBatch;
import io.plumbline.streamjobs.operator.evidence.DecisionRecords;
import io.plumbline.streamjobs.source.Received;
import io.plumbline.streamjobs.source.Rejected;
import io.plumbline.streamjobs.state.BatchPlace;
import io.plumbline.streamjobs.state.DecisionGathering;
import io.plumbline.streamjobs.state.DecisionGatheringSerializer;
import io.plumbline.streamjobs.state.RecordType;
import io.plumbline.streamjobs.state.Tally;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.base.IntSerializer;

/**
 * The records about decision positions of a run's checkpoints that wait, and for good those of the
 * base. A view of the current key's state.
 */
final class DecisionState {
  /** What has come of checkpoints that are not reported on yet, by ordinal. */
  static final MapStateDescriptor<Integer, DecisionGathering> GATHERINGS =
      new MapStateDescriptor<>(
          "gatherings", IntSerializer.INSTANCE, new DecisionGatheringSerializer());

  private static final int BASE = 0;

  private final MapState<Integer, DecisionGathering> gatherings;
  private final MapState<String, Received<ActivationBatch>> activations;
  private final MapState<String, Received<ReadoutBatch>> readouts;
  private final MapState<Long, LogProbBatch> logProbs;
  private final MapState<Integer, CheckpointArrived> checkpoints;

  DecisionState(RuntimeContext context) {
    this.gatherings = context.getMapState(GATHERINGS);
    this.activations =
        context.getMapState(
            new MapStateDescriptor<>(
                "activations", Types.STRING, Received.type(ActivationBatch.class)));
    this.readouts =
        context.getMapState(
            new MapStateDescriptor<>("readouts", Types.STRING, Received.type(ReadoutBatch.class)));
    this.logProbs =
        context.getMapState(
            new MapStateDescriptor<>(
                "base-log-probs", Types.LONG, new RecordType<>(LogProbBatch.class)));
    this.checkpoints =
        context.getMapState(
            new MapStateDescriptor<>(
                "checkpoints", Types.INT, new RecordType<>(CheckpointArrived.class)));
  }

  void addActivations(Received<ActivationBatch> received, AttributionOutputs out) throws Exception {
    BatchPosition position = received.value().getPosition();
    DecisionGathering gathering = gathering(position.getOrdinal());
    Tally.Verdict verdict = gathering.add(received.value());
    if (verdict == Tally.Verdict.NEW) {
      gatherings.put(position.getOrdinal(), gathering);
      long place = BatchPlace.of(position);
      activations.put(key(position.getOrdinal(), place, received.value().getHook()), received);
    } else if (verdict == Tally.Verdict.CONFLICT) {
      out.rejectedActivations().accept(new Rejected<>(received, Positions.CONFLICT));
    }
  }

  void addReadout(Received<ReadoutBatch> received, AttributionOutputs out) throws Exception {
    BatchPosition position = received.value().getPosition();
    DecisionGathering gathering = gathering(position.getOrdinal());
    Tally.Verdict verdict = gathering.add(received.value());
    if (verdict == Tally.Verdict.NEW) {
      gatherings.put(position.getOrdinal(), gathering);
      readouts.put(key(position.getOrdinal(), BatchPlace.of(position), ""), received);
    } else if (verdict == Tally.Verdict.CONFLICT) {
      out.rejectedReadouts().accept(new Rejected<>(received, Positions.CONFLICT));
    }
  }

  /** Takes log-probabilities of the base; ProbeJob refuses those that contradict others. */
  void addLogProbs(LogProbBatch batch) throws Exception {
    DecisionGathering gathering = gathering(BASE);
    if (gathering.add(batch) == Tally.Verdict.NEW) {
      gatherings.put(BASE, gathering);
      logProbs.put(BatchPlace.of(batch.getPosition()), batch);
    }
  }

  void addCheckpoint(CheckpointArrived checkpoint) throws Exception {
    if (!checkpoints.contains(checkpoint.getOrdinal())) {
      checkpoints.put(checkpoint.getOrdinal(), checkpoint);
    }
  }

  private DecisionGathering gathering(int ordinal) throws Exception {
    DecisionGathering known = gatherings.get(ordinal);
    return known == null ? new DecisionGathering() : known;
  }

  /** Whether a checkpoint has come whole. */
  boolean complete(int ordinal) throws Exception {
    DecisionGathering gathering = gatherings.get(ordinal);
    return gathering != null
        && checkpoints.contains(ordinal)
        && gathering.complete(ordinal == BASE);
  }

  CheckpointArrived checkpoint(int ordinal) throws Exception {
    return checkpoints.get(ordinal);
  }

  /** Positions of all batches of a checkpoint that has come whole, in a canonical order. */
  List<BatchPosition> positions(int ordinal) throws Exception {
    List<BatchPosition> positions = new ArrayList<>();
    for (ReadoutBatch batch : readouts(ordinal)) {
      positions.add(batch.getPosition());
    }
    DecisionGathering gathering = gatherings.get(ordinal);
    for (String hook : gathering.hooks()) {
      for (long place : gathering.activationPlaces(hook)) {
        positions.add(activations.get(key(ordinal, place, hook)).value().getPosition());
      }
    }
    for (long place : gathering.logProbPlaces()) {
      positions.add(logProbs.get(place).getPosition());
    }
    return positions;
  }

  /** Readouts of a checkpoint in canonical order. */
  List<ReadoutBatch> readouts(int ordinal) throws Exception {
    List<ReadoutBatch> batches = new ArrayList<>();
    for (long place : gatherings.get(ordinal).readoutPlaces()) {
      batches.add(readouts.get(key(ordinal, place, "")).value());
    }
    return batches;
  }

  /** Records of the base and of a checkpoint, both whole. */
  DecisionRecords records(int ordinal) throws Exception {
    DecisionGathering base = gatherings.get(BASE);
    DecisionGathering tuned = gatherings.get(ordinal);
    int shards = readouts(ordinal).get(0).getPosition().getShards();
    return new DecisionRecords() {
      @Override
      public int shards() {
        return shards;
      }

      @Override
      public List<String> hooks() {
        return tuned.hooks();
      }

      @Override
      public List<ActivationBatch> base(int shard, String hook) throws Exception {
        return batches(base, BASE, shard, hook);
      }

      @Override
      public List<ActivationBatch> tuned(int shard, String hook) throws Exception {
        return batches(tuned, ordinal, shard, hook);
      }

      @Override
      public List<LogProbBatch> logProbs(int shard) throws Exception {
        List<LogProbBatch> batches = new ArrayList<>();
        for (long place : base.logProbPlaces()) {
          if (BatchPlace.shard(place) == shard) {
            batches.add(logProbs.get(place));
          }
        }
        return batches;
      }
    };
  }

  private List<ActivationBatch> batches(
      DecisionGathering gathering, int ordinal, int shard, String hook) throws Exception {
    List<ActivationBatch> batches = new ArrayList<>();
    for (long place : gathering.activationPlaces(hook)) {
      if (BatchPlace.shard(place) == shard) {
        batches.add(activations.get(key(ordinal, place, hook)).value());
      }
    }
    return batches;
  }

  /** Forgets a checkpoint that has been reported on, unless it is the base. */
  void forget(int ordinal) throws Exception {
    checkpoints.remove(ordinal);
    if (ordinal == BASE) {
      return;
    }
    DecisionGathering gathering = gatherings.get(ordinal);
    for (String hook : gathering.seenHooks()) {
      for (long place : gathering.activationPlaces(hook)) {
        activations.remove(key(ordinal, place, hook));
      }
    }
    for (long place : gathering.readoutPlaces()) {
      readouts.remove(key(ordinal, place, ""));
    }
    gatherings.remove(ordinal);
  }

  /** Refuses all that waits. */
  void refuseWaiting(String reason, AttributionOutputs out) throws Exception {
    TreeSet<String> keys = new TreeSet<>();
    activations.keys().forEach(keys::add);
    for (String key : keys) {
      out.rejectedActivations().accept(new Rejected<>(activations.get(key), reason));
    }
    keys.clear();
    readouts.keys().forEach(keys::add);
    for (String key : keys) {
      out.rejectedReadouts().accept(new Rejected<>(readouts.get(key), reason));
    }
    activations.clear();
    readouts.clear();
    logProbs.clear();
    checkpoints.clear();
    gatherings.clear();
  }

  private static String key(int ordinal, long place, String hook) {
    return String.format(
        "%010d/%010d/%010d/%s", ordinal, BatchPlace.shard(place), BatchPlace.index(place), hook);
  }
}
