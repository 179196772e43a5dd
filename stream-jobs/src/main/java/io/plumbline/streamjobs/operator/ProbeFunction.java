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
import io.plumbline.streamjobs.source.Received;
import io.plumbline.streamjobs.source.Rejected;
import io.plumbline.streamjobs.state.RecordType;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ReadOnlyBroadcastState;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.types.Either;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Collects the features and log-probabilities of a run's checkpoints and, one checkpoint after the
 * other, reports what the probes find. Keyed by run; the specifications of runs and the stated
 * feedback are broadcast.
 */
public final class ProbeFunction
    extends KeyedBroadcastProcessFunction<
        String, ProbeEvidence, Either<Received<RunSpec>, Received<FeedbackItem>>, ProbeReport> {
  /** Estimates by word. */
  public static final OutputTag<ImplicitFeedback> IMPLICIT =
      new OutputTag<>("implicit-feedback", new RecordType<>(ImplicitFeedback.class));

  private static final long serialVersionUID = 1L;

  static {
    TrustedRecords.trust();
  }

  private final long patienceMillis;
  private final OutputTag<Rejected<FeatureBatch>> rejectedFeatures =
      Rejected.tag(FeatureBatch.class);
  private final OutputTag<Rejected<LogProbBatch>> rejectedLogProbs =
      Rejected.tag(LogProbBatch.class);
  private final OutputTag<Rejected<RunSpec>> rejectedRuns = Rejected.tag(RunSpec.class);

  private transient RunState state;
  private transient ValueState<Boolean> patienceStarted;

  private transient MatrixProduct product;

  /** Probes of runs whose feedback is complete. */
  private transient Map<String, CheckpointProbes> probes;

  /**
   * @param patience how long batches wait for the specification of their run
   */
  public ProbeFunction(Duration patience) {
    this.patienceMillis = patience.toMillis();
  }

  @Override
  public void open(OpenContext context) {
    state = new RunState(getRuntimeContext());
    patienceStarted =
        getRuntimeContext().getState(new ValueStateDescriptor<>("patience-started", Types.BOOLEAN));
    product = new TorchMatrixProduct();
    probes = new HashMap<>();
  }

  @Override
  public void processElement(
      ProbeEvidence received, ReadOnlyContext context, Collector<ProbeReport> out)
      throws Exception {
    ProbeOutputs outputs = outputs(out, context::output);
    if (received.features() != null) {
      state.addFeatures(received.features(), outputs);
    } else if (received.logProbs() != null) {
      state.addLogProbs(received.logProbs(), outputs);
    } else {
      state.addCheckpoint(received.checkpoint().value());
    }
    RunSpec spec = context.getBroadcastState(RunSpecs.STATE).get(context.getCurrentKey());
    if (spec == null && patienceStarted.value() == null) {
      patienceStarted.update(true);
      long now = context.timerService().currentProcessingTime();
      context.timerService().registerProcessingTimeTimer(now + patienceMillis);
      context.timerService().registerEventTimeTimer(Long.MAX_VALUE);
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
      Either<Received<RunSpec>, Received<FeedbackItem>> received,
      Context context,
      Collector<ProbeReport> out)
      throws Exception {
    String dataset;
    if (received.isLeft()) {
      dataset = received.left().value().getFeedback().getId();
      addSpec(received.left(), context);
    } else {
      FeedbackItem item = received.right().value();
      dataset = item.getDataset();
      FeedbackItems.add(
          context.getBroadcastState(FeedbackItems.STATE),
          context.getBroadcastState(FeedbackItems.COUNTS),
          item);
    }
    ProbeOutputs outputs = outputs(out, context::output);
    context.applyToKeyedState(
        RunState.GATHERINGS,
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

  private void addSpec(Received<RunSpec> received, Context context) throws Exception {
    Optional<Rejected<RunSpec>> refused =
        RunSpecs.add(context.getBroadcastState(RunSpecs.STATE), received);
    boolean oneOfAllInstances = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask() == 0;
    if (refused.isPresent() && oneOfAllInstances) {
      context.output(rejectedRuns, refused.get());
    }
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
    CheckpointProbes ofRun = probes.get(spec.getRun());
    if (ofRun == null) {
      ofRun =
          new CheckpointProbes(
              spec, new StatedFeedback(FeedbackItems.of(items, spec.getFeedback())), product);
      probes.put(spec.getRun(), ofRun);
    }
    state.report(ofRun, outputs);
  }

  private ProbeOutputs outputs(Collector<ProbeReport> reports, SideOutputs side) {
    return new ProbeOutputs(
        reports::collect,
        implicit -> side.output(IMPLICIT, implicit),
        refused -> side.output(rejectedFeatures, refused),
        refused -> side.output(rejectedLogProbs, refused));
  }

  /** The specification has not come in time, or the input has ended without it. */
  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<ProbeReport> out)
      throws Exception {
    String run = context.getCurrentKey();
    if (context.getBroadcastState(RunSpecs.STATE).contains(run)) {
      return;
    }
    ProbeOutputs outputs = outputs(out, context::output);
    state.refuseWaiting("nobody has specified a run " + run, outputs);
    patienceStarted.clear();
  }
}
