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
import io.plumbline.streamjobs.state.RecordType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * What has come of a run's checkpoints and is carried between them. A view of the current key's
 * state. It holds the batches of checkpoints that are not complete yet, and of complete ones the
 * base's log-probabilities alone.
 */
final class RunState {
  private final WaitingEvidence waiting;
  private final Announcements announcements;
  private final MapState<Long, LogProbBatch> base;
  private final ValueState<Integer> nextOrdinal;
  private final ValueState<Integer> lastStep;
  private final ValueState<ProbeCarry> carry;

  RunState(RuntimeContext context) {
    this.waiting = new WaitingEvidence(context);
    this.announcements = new Announcements(context);
    this.base =
        context.getMapState(
            new MapStateDescriptor<>(
                "base-log-probs", Types.LONG, new RecordType<>(LogProbBatch.class)));
    this.nextOrdinal = context.getState(new ValueStateDescriptor<>("next-ordinal", Types.INT));
    this.lastStep = context.getState(new ValueStateDescriptor<>("last-step", Types.INT));
    this.carry = context.getState(new ValueStateDescriptor<>("carry", new ProbeCarrySerializer()));
  }

  void addFeatures(Received<FeatureBatch> received, ProbeOutputs out) throws Exception {
    if (received.isLost()) {
      loseFeatures(received.keyText());
    } else if (received.value().getPosition().getOrdinal() >= next()) {
      waiting.add(received.value(), received, out);
    }
  }

  /**
   * @param key run/step
   */
  private void loseFeatures(String key) throws Exception {
    try {
      int step = Integer.parseInt(key.substring(key.indexOf('/') + 1));
      if (lastStep.value() == null || step >= lastStep.value()) {
        waiting.loseFeatures(step);
      }
    } catch (NumberFormatException e) {
      // The key is no key of ours, so that the record was not in the place of one.
      return;
    }
  }

  void addLogProbs(Received<LogProbBatch> received, ProbeOutputs out) throws Exception {
    if (received.isLost()) {
      waiting.loseLogProbs();
    } else if (received.value().getPosition().getOrdinal() >= next()) {
      waiting.add(received.value(), received, next(), out);
    }
  }

  void addCheckpoint(Received<CheckpointArrived> received) throws Exception {
    announcements.add(received, next());
  }

  private int next() throws IOException {
    Integer ordinal = nextOrdinal.value();
    return ordinal == null ? 0 : ordinal;
  }

  /** Whether the next checkpoint has come whole, or nobody waits for the rest of it. */
  boolean ready() throws Exception {
    return waiting.complete(next())
        && (announcements.contains(next()) || announcements.isSkipped(next()));
  }

  /**
   * Reports on all checkpoints that are ready, in their order.
   *
   * @param unusable why nothing can be said of the run, if so
   */
  void report(CheckpointProbes probes, Optional<String> unusable, ProbeOutputs out)
      throws Exception {
    while (ready()) {
      int ordinal = next();
      List<BatchPosition> positions = new ArrayList<>();
      if (announcements.contains(ordinal)) {
        positions.add(announcements.place(ordinal));
      }
      positions.addAll(waiting.positions(ordinal));
      Succession succession = Succession.of(positions, lastStep.value());
      Optional<String> problem = unusable;
      if (problem.isEmpty() && announcements.isSkipped(ordinal)) {
        problem = Optional.of(Positions.LOST_ANNOUNCEMENT);
      }
      problem = problem.or(waiting.of(ordinal)::givenUp);
      if (problem.isEmpty()) {
        problem = refuseOthers(ordinal, succession, out);
      }
      CheckpointReport report = report(ordinal, probes, succession.any(), problem);
      report.reports().forEach(out.reports());
      report.implicit().forEach(out.implicit());
      carry.update(report.carry());
      nextOrdinal.update(ordinal + 1);
      lastStep.update(succession.step());
      if (ordinal == 0 && report.carry().baseFailure().isEmpty()) {
        keepAsBase();
      }
      waiting.forget(ordinal, succession.step());
      announcements.forget(ordinal);
    }
  }

  /** Refuses batches that are of another checkpoint; returns why the first of them is, if any. */
  private Optional<String> refuseOthers(int ordinal, Succession succession, ProbeOutputs out)
      throws Exception {
    List<String> problems = new ArrayList<>();
    succession.problem(announcements.place(ordinal)).ifPresent(problems::add);
    for (List<Received<FeatureBatch>> batches : waiting.features(ordinal).values()) {
      for (Received<FeatureBatch> batch : batches) {
        Optional<String> problem = succession.problem(batch.value().getPosition());
        problem.ifPresent(p -> out.rejectedFeatures().accept(new Rejected<>(batch, p)));
        problem.ifPresent(problems::add);
      }
    }
    for (long place : waiting.of(ordinal).logProbPlaces()) {
      Received<LogProbBatch> batch = waiting.logProbs(ordinal, place);
      Optional<String> problem = succession.problem(batch.value().getPosition());
      problem.ifPresent(p -> out.rejectedLogProbs().accept(new Rejected<>(batch, p)));
      problem.ifPresent(problems::add);
    }
    return problems.stream().findFirst().map(Succession::refused);
  }

  private CheckpointReport report(
      int ordinal, CheckpointProbes probes, BatchPosition any, Optional<String> problem)
      throws Exception {
    ProbeCarry before = carry.value() == null ? ProbeCarry.initial() : carry.value();
    CheckpointArrived checkpoint = announcements.of(ordinal, any);
    if (problem.isPresent()) {
      return CheckpointReport.incomplete(checkpoint, any, probes, before, problem.get());
    }
    for (BatchPosition position : waiting.positions(ordinal)) {
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
    SortedMap<String, List<FeatureBatch>> features = new TreeMap<>();
    waiting
        .features(ordinal)
        .forEach((hook, all) -> features.put(hook, all.stream().map(Received::value).toList()));
    return CheckpointReport.of(checkpoint, any, probes, before, features, pairs(ordinal));
  }

  private LogProbPairs pairs(int ordinal) {
    return consumer -> {
      for (long place : waiting.of(ordinal).logProbPlaces()) {
        LogProbBatch tuned = waiting.logProbs(ordinal, place).value();
        consumer.accept(ordinal == 0 ? tuned : base.get(place), tuned);
      }
    };
  }

  private void keepAsBase() throws Exception {
    for (long place : waiting.of(0).logProbPlaces()) {
      base.put(place, waiting.logProbs(0, place).value());
    }
  }

  /** Forgets all, when nothing waits any longer. */
  void forget() {
    base.clear();
    nextOrdinal.clear();
    lastStep.clear();
    carry.clear();
  }

  /** Refuses all that waits. */
  void refuseWaiting(String reason, ProbeOutputs out) throws Exception {
    waiting.refuse(reason, out);
    announcements.clear();
  }
}
