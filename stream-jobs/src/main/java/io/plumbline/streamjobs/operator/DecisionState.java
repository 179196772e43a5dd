package io.plumbline.streamjobs.operator;

import io.plumbline.schemas.record.ActivationBatch;
import io.plumbline.schemas.record.BatchPosition;
import io.plumbline.schemas.record.LogProbBatch;
import io.plumbline.schemas.record.ReadoutBatch;
import io.plumbline.streamjobs.operator.evidence.DecisionRecords;
import io.plumbline.streamjobs.source.Received;
import io.plumbline.streamjobs.source.Rejected;
import io.plumbline.streamjobs.state.BatchPlace;
import io.plumbline.streamjobs.state.DecisionGathering;
import io.plumbline.streamjobs.state.DecisionGatheringSerializer;
import io.plumbline.streamjobs.state.RecordType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.base.IntSerializer;

/**
 * The records about decision positions of a run's checkpoints that wait, and for good those of the
 * base. A view of the current key's state.
 *
 * <p>A record that could not be read may be of any checkpoint that is under way in its stream, so
 * that these are given up there; if there are none, it is of the next one to begin. The records of
 * a stream are all in one partition, so that every replay sees the same ones under way.
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
  private final Announcements announcements;

  /** Streams that have lost a record which may be of the next checkpoint to begin in them. */
  private final MapState<String, Boolean> lost;

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
    this.announcements = new Announcements(context);
    this.lost =
        context.getMapState(new MapStateDescriptor<>("lost-streams", Types.STRING, Types.BOOLEAN));
  }

  /**
   * @param next ordinal of the checkpoint that is due
   */
  void addActivations(Received<ActivationBatch> received, int next, AttributionOutputs out)
      throws Exception {
    BatchPosition position = received.value().getPosition();
    String hook = received.value().getHook();
    DecisionGathering gathering = gathering(position.getOrdinal());
    boolean begins = !gathering.stream(hook).begun();
    switch (gathering.add(received.value())) {
      case NEW -> {
        long place = BatchPlace.of(position);
        activations.put(key(position.getOrdinal(), place, hook), received);
        if (begins) {
          giveUpWhatWasLostBefore(hook, gathering, next, position.getOrdinal());
        }
      }
      case CONFLICT -> {
        out.rejectedActivations().accept(new Rejected<>(received, Positions.CONFLICT));
        gathering.stream(hook).giveUp(Positions.CONTRADICTION);
      }
      case DUPLICATE -> {
        return;
      }
    }
    gatherings.put(position.getOrdinal(), gathering);
  }

  /**
   * @param next ordinal of the checkpoint that is due
   */
  void addReadout(Received<ReadoutBatch> received, int next, AttributionOutputs out)
      throws Exception {
    BatchPosition position = received.value().getPosition();
    DecisionGathering gathering = gathering(position.getOrdinal());
    String stream = DecisionGathering.READOUTS;
    boolean begins = !gathering.stream(stream).begun();
    switch (gathering.add(received.value())) {
      case NEW -> {
        readouts.put(key(position.getOrdinal(), BatchPlace.of(position), ""), received);
        if (begins) {
          giveUpWhatWasLostBefore(stream, gathering, next, position.getOrdinal());
        }
      }
      case CONFLICT -> {
        out.rejectedReadouts().accept(new Rejected<>(received, Positions.CONFLICT));
        gathering.stream(stream).giveUp(Positions.CONTRADICTION);
      }
      case DUPLICATE -> {
        return;
      }
    }
    gatherings.put(position.getOrdinal(), gathering);
  }

  private void giveUpWhatWasLostBefore(
      String stream, DecisionGathering beginning, int next, int ordinal) throws Exception {
    if (!lost.contains(stream)) {
      return;
    }
    lost.remove(stream);
    beginning.stream(stream).giveUp(why(stream));
    for (int skipped = next; skipped < ordinal; skipped++) {
      DecisionGathering gathering = gathering(skipped);
      if (!gathering.stream(stream).begun()) {
        gathering.stream(stream).giveUp(why(stream));
        gatherings.put(skipped, gathering);
      }
    }
  }

  /**
   * A record could not be read.
   *
   * @param stream the hook of activations, or {@link DecisionGathering#READOUTS}
   */
  void lose(String stream) throws Exception {
    boolean noneUnderWay = true;
    for (int ordinal : ordinals()) {
      DecisionGathering gathering = gatherings.get(ordinal);
      if (gathering.stream(stream).underWay()) {
        noneUnderWay = false;
        gathering.stream(stream).giveUp(why(stream));
        gatherings.put(ordinal, gathering);
      }
    }
    if (noneUnderWay) {
      lost.put(stream, true);
    }
  }

  private static String why(String stream) {
    return Positions.lost(
        stream.equals(DecisionGathering.READOUTS)
            ? "the readouts"
            : "the activations at " + stream);
  }

  /** Takes log-probabilities of the base; ProbeJob refuses those that contradict others. */
  void addLogProbs(LogProbBatch batch) throws Exception {
    DecisionGathering gathering = gathering(BASE);
    switch (gathering.add(batch)) {
      case NEW -> logProbs.put(BatchPlace.of(batch.getPosition()), batch);
      case CONFLICT -> gathering.logProbs().giveUp(Positions.CONTRADICTION);
      case DUPLICATE -> {
        return;
      }
    }
    gatherings.put(BASE, gathering);
  }

  /** Log-probabilities could not be read, before the base was reported on. */
  void loseLogProbs() throws Exception {
    DecisionGathering gathering = gathering(BASE);
    gathering.logProbs().giveUp(Positions.lost("the log-probabilities"));
    gatherings.put(BASE, gathering);
  }

  private SortedSet<Integer> ordinals() throws Exception {
    TreeSet<Integer> ordinals = new TreeSet<>();
    gatherings.keys().forEach(ordinals::add);
    return ordinals;
  }

  private DecisionGathering gathering(int ordinal) throws Exception {
    DecisionGathering known = gatherings.get(ordinal);
    return known == null ? new DecisionGathering() : known;
  }

  /** Whether a checkpoint has come whole, or nobody waits for the rest. */
  boolean complete(int ordinal) throws Exception {
    DecisionGathering gathering = gatherings.get(ordinal);
    return gathering != null
        && gathering.complete(ordinal == BASE)
        && (announcements.contains(ordinal)
            || (announcements.isSkipped(ordinal) && !positions(ordinal).isEmpty()));
  }

  /**
   * Why nothing can be said of a checkpoint, if so. Batches that are of another one are refused.
   */
  Optional<String> problem(int ordinal, Succession succession, AttributionOutputs out)
      throws Exception {
    DecisionGathering gathering = gatherings.get(ordinal);
    if (announcements.isSkipped(ordinal)) {
      return Optional.of(Positions.LOST_ANNOUNCEMENT);
    }
    if (gathering.givenUp().isPresent()) {
      return gathering.givenUp();
    }
    List<String> problems = new ArrayList<>();
    succession.problem(announcements.place(ordinal)).ifPresent(problems::add);
    for (long place : gathering.readoutPlaces()) {
      Received<ReadoutBatch> batch = readouts.get(key(ordinal, place, ""));
      Optional<String> problem = succession.problem(batch.value().getPosition());
      problem.ifPresent(p -> out.rejectedReadouts().accept(new Rejected<>(batch, p)));
      problem.ifPresent(problems::add);
    }
    for (String hook : gathering.hooks()) {
      for (long place : gathering.activationPlaces(hook)) {
        Received<ActivationBatch> batch = activations.get(key(ordinal, place, hook));
        Optional<String> problem = succession.problem(batch.value().getPosition());
        problem.ifPresent(p -> out.rejectedActivations().accept(new Rejected<>(batch, p)));
        problem.ifPresent(problems::add);
      }
    }
    return problems.stream().findFirst().map(Succession::refused);
  }

  /** The announcements of checkpoints. */
  Announcements announcements() {
    return announcements;
  }

  /** Its announced place and those of all batches of a checkpoint, in a canonical order. */
  List<BatchPosition> positions(int ordinal) throws Exception {
    List<BatchPosition> positions = new ArrayList<>();
    if (announcements.contains(ordinal)) {
      positions.add(announcements.place(ordinal));
    }
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
    announcements.forget(ordinal);
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

  /**
   * Refuses all that waits, and forgets it and the base.
   *
   * @param next ordinal of the checkpoint that is due
   */
  void refuseWaiting(String reason, int next, AttributionOutputs out) throws Exception {
    TreeSet<String> keys = new TreeSet<>();
    activations.keys().forEach(keys::add);
    for (String key : keys.tailSet(key(next, BatchPlace.FIRST, ""))) {
      out.rejectedActivations().accept(new Rejected<>(activations.get(key), reason));
    }
    keys.clear();
    readouts.keys().forEach(keys::add);
    for (String key : keys.tailSet(key(next, BatchPlace.FIRST, ""))) {
      out.rejectedReadouts().accept(new Rejected<>(readouts.get(key), reason));
    }
    activations.clear();
    readouts.clear();
    logProbs.clear();
    announcements.clear();
    gatherings.clear();
    lost.clear();
  }

  private static String key(int ordinal, long place, String hook) {
    return String.format(
        "%010d/%010d/%010d/%s", ordinal, BatchPlace.shard(place), BatchPlace.index(place), hook);
  }
}
