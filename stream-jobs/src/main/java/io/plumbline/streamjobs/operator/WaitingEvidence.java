package io.plumbline.streamjobs.operator;

import io.plumbline.schemas.record.BatchPosition;
import io.plumbline.schemas.record.FeatureBatch;
import io.plumbline.schemas.record.LogProbBatch;
import io.plumbline.streamjobs.source.Received;
import io.plumbline.streamjobs.source.Rejected;
import io.plumbline.streamjobs.state.BatchPlace;
import io.plumbline.streamjobs.state.Gathering;
import io.plumbline.streamjobs.state.GatheringSerializer;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
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
 * The features and log-probabilities of a run's checkpoints that are not reported on yet. A view of
 * the current key's state.
 *
 * <p>Of a record that could not be read the key says whose it was. One of features names the step.
 * One of log-probabilities may be of any checkpoint whose log-probabilities are under way, so that
 * these are given up; if there are none, it is of the next one to begin. A run's log-probabilities
 * are all in one partition, so that every replay sees the same ones under way.
 */
final class WaitingEvidence {
  /** What has come of checkpoints that are not reported on yet, by ordinal. */
  static final MapStateDescriptor<Integer, Gathering> GATHERINGS =
      new MapStateDescriptor<>("gatherings", IntSerializer.INSTANCE, new GatheringSerializer());

  private static final String LOST_FEATURES = Positions.lost("the features");
  private static final String LOST_LOG_PROBS = Positions.lost("the log-probabilities");

  private final MapState<Integer, Gathering> gatherings;
  private final MapState<String, Received<FeatureBatch>> features;
  private final MapState<String, Received<LogProbBatch>> logProbs;
  private final ValueState<Boolean> lostLogProbs;
  private final MapState<Integer, Boolean> lostSteps;

  WaitingEvidence(RuntimeContext context) {
    this.gatherings = context.getMapState(GATHERINGS);
    this.features =
        context.getMapState(
            new MapStateDescriptor<>("features", Types.STRING, Received.type(FeatureBatch.class)));
    this.logProbs =
        context.getMapState(
            new MapStateDescriptor<>("log-probs", Types.STRING, Received.type(LogProbBatch.class)));
    this.lostLogProbs =
        context.getState(new ValueStateDescriptor<>("lost-log-probs", Types.BOOLEAN));
    this.lostSteps =
        context.getMapState(new MapStateDescriptor<>("lost-steps", Types.INT, Types.BOOLEAN));
  }

  void add(FeatureBatch batch, Received<FeatureBatch> received, ProbeOutputs out) throws Exception {
    int ordinal = batch.getPosition().getOrdinal();
    Gathering gathering = gathering(ordinal);
    switch (gathering.add(batch)) {
      case NEW -> {
        long place = BatchPlace.of(batch.getPosition());
        features.put(key(ordinal, place, batch.getHook()), received);
        if (lostSteps.contains(batch.getPosition().getStep())) {
          gathering.giveUpFeatures(LOST_FEATURES);
        }
      }
      case CONFLICT -> {
        out.rejectedFeatures().accept(new Rejected<>(received, Positions.CONFLICT));
        gathering.giveUpFeatures(batch.getHook(), Positions.CONTRADICTION);
      }
      case DUPLICATE -> {
        return;
      }
    }
    gatherings.put(ordinal, gathering);
  }

  /**
   * @param next ordinal of the checkpoint that is due
   */
  void add(LogProbBatch batch, Received<LogProbBatch> received, int next, ProbeOutputs out)
      throws Exception {
    int ordinal = batch.getPosition().getOrdinal();
    Gathering gathering = gathering(ordinal);
    boolean begins = !gathering.logProbs().begun();
    switch (gathering.add(batch)) {
      case NEW -> {
        logProbs.put(key(ordinal, BatchPlace.of(batch.getPosition()), ""), received);
        if (begins && lostLogProbs.value() != null) {
          lostLogProbs.clear();
          gathering.giveUpLogProbs(LOST_LOG_PROBS);
          giveUpSkippedLogProbs(next, ordinal);
        }
      }
      case CONFLICT -> {
        out.rejectedLogProbs().accept(new Rejected<>(received, Positions.CONFLICT));
        gathering.giveUpLogProbs(Positions.CONTRADICTION);
      }
      case DUPLICATE -> {
        return;
      }
    }
    gatherings.put(ordinal, gathering);
  }

  private void giveUpSkippedLogProbs(int next, int beginning) throws Exception {
    for (int ordinal = next; ordinal < beginning; ordinal++) {
      Gathering gathering = gathering(ordinal);
      if (!gathering.logProbs().begun()) {
        gathering.giveUpLogProbs(LOST_LOG_PROBS);
        gatherings.put(ordinal, gathering);
      }
    }
  }

  /** A record of features at a step could not be read. */
  void loseFeatures(int step) throws Exception {
    lostSteps.put(step, true);
    for (int ordinal : ordinals()) {
      Gathering gathering = gatherings.get(ordinal);
      List<BatchPosition> positions = positions(ordinal);
      if (!positions.isEmpty() && positions.get(0).getStep() == step) {
        gathering.giveUpFeatures(LOST_FEATURES);
        gatherings.put(ordinal, gathering);
      }
    }
  }

  /** A record of log-probabilities could not be read. */
  void loseLogProbs() throws Exception {
    boolean noneUnderWay = true;
    for (int ordinal : ordinals()) {
      Gathering gathering = gatherings.get(ordinal);
      if (gathering.logProbs().underWay()) {
        noneUnderWay = false;
        gathering.giveUpLogProbs(LOST_LOG_PROBS);
        gatherings.put(ordinal, gathering);
      }
    }
    if (noneUnderWay) {
      lostLogProbs.update(true);
    }
  }

  private SortedSet<Integer> ordinals() throws Exception {
    TreeSet<Integer> ordinals = new TreeSet<>();
    gatherings.keys().forEach(ordinals::add);
    return ordinals;
  }

  private Gathering gathering(int ordinal) throws Exception {
    Gathering known = gatherings.get(ordinal);
    return known == null ? new Gathering() : known;
  }

  /** Whether a checkpoint has come whole, or nobody waits for the rest. */
  boolean complete(int ordinal) throws Exception {
    Gathering gathering = gatherings.get(ordinal);
    return gathering != null && gathering.complete() && !positions(ordinal).isEmpty();
  }

  /** What has come of a checkpoint. */
  Gathering of(int ordinal) throws Exception {
    return gatherings.get(ordinal);
  }

  /** Features of a checkpoint by hook, in canonical order. */
  SortedMap<String, List<Received<FeatureBatch>>> features(int ordinal) throws Exception {
    SortedMap<String, List<Received<FeatureBatch>>> byHook = new TreeMap<>();
    Gathering gathering = gatherings.get(ordinal);
    for (String hook : gathering.hooks()) {
      List<Received<FeatureBatch>> batches = new ArrayList<>();
      for (long place : gathering.featurePlaces(hook)) {
        batches.add(features.get(key(ordinal, place, hook)));
      }
      byHook.put(hook, batches);
    }
    return byHook;
  }

  /** Log-probabilities of a checkpoint at a place that has come. */
  Received<LogProbBatch> logProbs(int ordinal, long place) throws Exception {
    return logProbs.get(key(ordinal, place, ""));
  }

  /** Positions of all batches of a checkpoint, in canonical order. */
  List<BatchPosition> positions(int ordinal) throws Exception {
    List<BatchPosition> positions = new ArrayList<>();
    for (List<Received<FeatureBatch>> batches : features(ordinal).values()) {
      batches.forEach(batch -> positions.add(batch.value().getPosition()));
    }
    for (long place : gatherings.get(ordinal).logProbPlaces()) {
      positions.add(logProbs(ordinal, place).value().getPosition());
    }
    return positions;
  }

  /** Forgets a checkpoint that has been reported on, and lost records of steps before it. */
  void forget(int ordinal, int step) throws Exception {
    Gathering gathering = gatherings.get(ordinal);
    for (String hook : gathering.hooks()) {
      for (long place : gathering.featurePlaces(hook)) {
        features.remove(key(ordinal, place, hook));
      }
    }
    for (long place : gathering.logProbPlaces()) {
      logProbs.remove(key(ordinal, place, ""));
    }
    gatherings.remove(ordinal);
    TreeSet<Integer> steps = new TreeSet<>();
    lostSteps.keys().forEach(steps::add);
    for (int passed : steps.headSet(step)) {
      lostSteps.remove(passed);
    }
  }

  /** Refuses all that waits. */
  void refuse(String reason, ProbeOutputs out) throws Exception {
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
    lostLogProbs.clear();
    lostSteps.clear();
  }

  private static String key(int ordinal, long place, String hook) {
    return String.format(
        "%010d/%010d/%010d/%s", ordinal, BatchPlace.shard(place), BatchPlace.index(place), hook);
  }
}
