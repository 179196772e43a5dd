package io.plumbline.streamjobs.operator;

import io.plumbline.schemas.record.FeatureBatch;
import io.plumbline.schemas.record.FeedbackItem;
import io.plumbline.schemas.record.ImplicitFeedback;
import io.plumbline.schemas.record.LogProbBatch;
import io.plumbline.schemas.record.ProbeReport;
import io.plumbline.schemas.record.RunSpec;
import io.plumbline.schemas.serde.TrustedRecords;
import io.plumbline.streamjobs.linalg.MatrixProduct;
import io.plumbline.streamjobs.linalg.TorchMatrixProduct;
import io.plumbline.streamjobs.operator.evidence.CheckpointProbes;
import io.plumbline.streamjobs.operator.evidence.StatedFeedback;
import io.plumbline.streamjobs.source.Rejected;
import io.plumbline.streamjobs.state.RecordType;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ReadOnlyBroadcastState;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Collects the features and log-probabilities of a run's checkpoints and, one checkpoint after the
 * other, reports what the probes find. Keyed by run; the specifications of runs and the stated
 * feedback are broadcast.
 */
public final class ProbeFunction
    extends KeyedBroadcastProcessFunction<String, ProbeEvidence, Statement, ProbeReport> {
  /** Estimates by word. */
  public static final OutputTag<ImplicitFeedback> IMPLICIT =
      new OutputTag<>("implicit-feedback", new RecordType<>(ImplicitFeedback.class));

  private static final long serialVersionUID = 1L;

  static {
    TrustedRecords.trust();
  }

  private final RunTimer.Limits limits;
  private final OutputTag<Rejected<FeatureBatch>> rejectedFeatures =
      Rejected.tag(FeatureBatch.class);
  private final OutputTag<Rejected<LogProbBatch>> rejectedLogProbs =
      Rejected.tag(LogProbBatch.class);
  private final OutputTag<Rejected<RunSpec>> rejectedRuns = Rejected.tag(RunSpec.class);
  private final OutputTag<Rejected<FeedbackItem>> rejectedItems = Rejected.tag(FeedbackItem.class);

  private transient RunState state;
  private transient RunTimer timer;

  private transient MatrixProduct product;

  /** Of runs whose feedback is complete. */
  private transient Map<String, ProbesOfRun> probes;

  /**
   * What checkpoints of a run are reported on with.
   *
   * @param unusable why nothing can be said of the run, if so
   */
  private record ProbesOfRun(CheckpointProbes probes, Optional<String> unusable) {}

  /**
   * @param patience how long batches wait for the specification of their run
   * @param forgetAfter how long a run is remembered that nothing is heard of
   */
  public ProbeFunction(Duration patience, Duration forgetAfter) {
    this.limits = RunTimer.Limits.of(patience, forgetAfter);
  }

  @Override
  public void open(OpenContext context) {
    state = new RunState(getRuntimeContext());
    timer = new RunTimer(getRuntimeContext(), limits);
    product = new TorchMatrixProduct();
    probes = new HashMap<>();
  }

  @Override
  public void processElement(
      ProbeEvidence received, ReadOnlyContext context, Collector<ProbeReport> out)
      throws Exception {
    ProbeOutputs outputs = outputs(out, context::output);
    RunSpec spec = limits.statements().spec(context.getCurrentKey(), context);
    timer.start(spec != null, context);
    if (received.features() != null) {
      state.addFeatures(received.features(), outputs);
    } else if (received.logProbs() != null) {
      state.addLogProbs(received.logProbs(), outputs);
    } else {
      state.addCheckpoint(received.checkpoint());
    }
    if (spec != null && state.ready()) {
      report(
          spec,
          context.getBroadcastState(FeedbackItems.STATE),
          context.getBroadcastState(FeedbackItems.COUNTS),
          outputs);
    }
  }

  @Override
  public void processBroadcastElement(
      Statement statement, Context context, Collector<ProbeReport> out) throws Exception {
    if (statement.heardOf() != null) {
      limits.statements().hearOf(statement.heardOf(), context);
      return;
    }
    String dataset = take(statement, context);
    ProbeOutputs outputs = outputs(out, context::output);
    context.applyToKeyedState(
        WaitingEvidence.GATHERINGS,
        (run, gatherings) -> {
          RunSpec spec = context.getBroadcastState(RunSpecs.STATE).get(run);
          if (spec != null && spec.getFeedback().getId().equals(dataset) && state.ready()) {
            report(
                spec,
                context.getBroadcastState(FeedbackItems.STATE),
                context.getBroadcastState(FeedbackItems.COUNTS),
                outputs);
          }
        });
  }

  /** Takes a specification or an item in; returns the dataset that it is about. */
  private String take(Statement statement, Context context) throws Exception {
    boolean oneOfAllInstances = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask() == 0;
    if (statement.spec() != null) {
      Optional<Rejected<RunSpec>> refused = limits.statements().addSpec(statement, context);
      if (refused.isEmpty()) {
        refused =
            otherFeedback(statement.spec().value(), context)
                .map(problem -> new Rejected<>(statement.spec(), problem));
      }
      if (refused.isPresent() && oneOfAllInstances) {
        context.output(rejectedRuns, refused.get());
      }
      return statement.spec().value().getFeedback().getId();
    }
    String dataset = statement.item().value().getDataset();
    if (limits.statements().addItem(statement, context) && oneOfAllInstances) {
      for (RunSpec spec : RunSpecs.using(context.getBroadcastState(RunSpecs.STATE), dataset)) {
        otherFeedback(spec, context)
            .ifPresent(
                problem ->
                    context.output(rejectedItems, new Rejected<>(statement.item(), problem)));
      }
    }
    return dataset;
  }

  /** Why the feedback, if it is complete now, is not the one that a run was started with. */
  private static Optional<String> otherFeedback(RunSpec spec, Context context) throws Exception {
    return FeedbackItems.complete(
            context.getBroadcastState(FeedbackItems.COUNTS), spec.getFeedback())
        ? FeedbackItems.problem(
            FeedbackItems.of(context.getBroadcastState(FeedbackItems.STATE), spec.getFeedback()),
            spec.getFeedback())
        : Optional.empty();
  }

  private void report(
      RunSpec spec,
      ReadOnlyBroadcastState<String, FeedbackItem> items,
      ReadOnlyBroadcastState<String, Integer> counts,
      ProbeOutputs outputs)
      throws Exception {
    if (!FeedbackItems.complete(counts, spec.getFeedback())) {
      return;
    }
    ProbesOfRun ofRun = probes.get(spec.getRun());
    if (ofRun == null) {
      List<FeedbackItem> feedback = FeedbackItems.of(items, spec.getFeedback());
      ofRun =
          new ProbesOfRun(
              new CheckpointProbes(spec, new StatedFeedback(feedback), product),
              FeedbackItems.problem(feedback, spec.getFeedback()));
      probes.put(spec.getRun(), ofRun);
    }
    state.report(ofRun.probes(), ofRun.unusable(), outputs);
  }

  private ProbeOutputs outputs(Collector<ProbeReport> reports, SideOutputs side) {
    return new ProbeOutputs(
        reports::collect,
        implicit -> side.output(IMPLICIT, implicit),
        refused -> side.output(rejectedFeatures, refused),
        refused -> side.output(rejectedLogProbs, refused));
  }

  /** The run is not specified in time, is forgotten, or the input has ended without it. */
  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<ProbeReport> out)
      throws Exception {
    String run = context.getCurrentKey();
    if (timer.goesOn(run, context)) {
      return;
    }
    state.refuseWaiting(timer.reason(run), outputs(out, context::output));
    state.forget();
    probes.remove(run);
    timer.stop();
  }
}
