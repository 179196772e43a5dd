package io.plumbline.streamjobs.operator;

import io.plumbline.schemas.record.ActivationBatch;
import io.plumbline.schemas.record.AttributionReport;
import io.plumbline.schemas.record.BatchPosition;
import io.plumbline.schemas.record.DictionaryVersion;
import io.plumbline.schemas.record.FeedbackItem;
import io.plumbline.schemas.record.ReadoutBatch;
import io.plumbline.schemas.record.RunSpec;
import io.plumbline.schemas.serde.TrustedRecords;
import io.plumbline.streamjobs.dictionary.TrainingProgress;
import io.plumbline.streamjobs.linalg.MatrixProduct;
import io.plumbline.streamjobs.linalg.TorchMatrixProduct;
import io.plumbline.streamjobs.operator.evidence.AttributionCarry;
import io.plumbline.streamjobs.operator.evidence.RunAttribution;
import io.plumbline.streamjobs.source.Received;
import io.plumbline.streamjobs.source.Rejected;
import io.plumbline.streamjobs.state.RecordType;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
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
 * Collects what is known of the decision positions of a run's checkpoints and, one checkpoint after
 * the other, reports where the learned feedback sits. Keyed by run; the specifications of runs and
 * the stated feedback are broadcast.
 */
public final class AttributionFunction
    extends KeyedBroadcastProcessFunction<
        String,
        DecisionEvidence,
        Either<Received<RunSpec>, Received<FeedbackItem>>,
        AttributionReport> {
  /** The dictionaries that it trains, once they are frozen. */
  public static final OutputTag<DictionaryVersion> DICTIONARIES =
      new OutputTag<>("dictionaries", new RecordType<>(DictionaryVersion.class));

  private static final long serialVersionUID = 1L;

  static {
    TrustedRecords.trust();
  }

  private final long patienceMillis;
  private final OutputTag<Rejected<ActivationBatch>> rejectedActivations =
      Rejected.tag(ActivationBatch.class);
  private final OutputTag<Rejected<ReadoutBatch>> rejectedReadouts =
      Rejected.tag(ReadoutBatch.class);

  private transient DecisionState state;
  private transient ValueState<Integer> nextOrdinal;
  private transient ValueState<AttributionCarry> carry;
  private transient ValueState<Boolean> patienceStarted;
  private transient MatrixProduct product;

  /** Of runs whose base and feedback are complete. */
  private transient Map<String, RunAttribution> attributions;

  /**
   * @param patience how long batches wait for the specification of their run
   */
  public AttributionFunction(Duration patience) {
    this.patienceMillis = patience.toMillis();
  }

  @Override
  public void open(OpenContext context) {
    state = new DecisionState(getRuntimeContext());
    nextOrdinal =
        getRuntimeContext().getState(new ValueStateDescriptor<>("next-ordinal", Types.INT));
    carry =
        getRuntimeContext()
            .getState(new ValueStateDescriptor<>("carry", new AttributionCarrySerializer()));
    patienceStarted =
        getRuntimeContext().getState(new ValueStateDescriptor<>("patience-started", Types.BOOLEAN));
    product = new TorchMatrixProduct();
    attributions = new HashMap<>();
  }

  @Override
  public void processElement(
      DecisionEvidence received, ReadOnlyContext context, Collector<AttributionReport> out)
      throws Exception {
    AttributionOutputs outputs = outputs(out, context::output);
    add(received, outputs);
    RunSpec spec = context.getBroadcastState(RunSpecs.STATE).get(context.getCurrentKey());
    if (spec == null && patienceStarted.value() == null) {
      patienceStarted.update(true);
      long now = context.timerService().currentProcessingTime();
      context.timerService().registerProcessingTimeTimer(now + patienceMillis);
      context.timerService().registerEventTimeTimer(Long.MAX_VALUE);
    }
    if (spec != null) {
      report(
          spec,
          context.getBroadcastState(FeedbackItems.STATE),
          context.getBroadcastState(FeedbackItems.COUNTS),
          outputs);
    }
  }

  private void add(DecisionEvidence received, AttributionOutputs outputs) throws Exception {
    int next = next();
    if (received.activations() != null && isDue(received.activations().value().getPosition())) {
      state.addActivations(received.activations(), outputs);
    } else if (received.readout() != null && isDue(received.readout().value().getPosition())) {
      state.addReadout(received.readout(), outputs);
    } else if (received.logProbs() != null && next == 0) {
      state.addLogProbs(received.logProbs().value());
    } else if (received.checkpoint() != null
        && received.checkpoint().value().getOrdinal() >= next) {
      state.addCheckpoint(received.checkpoint().value());
    }
  }

  private boolean isDue(BatchPosition position) throws Exception {
    return position.getOrdinal() >= next();
  }

  private int next() throws Exception {
    Integer ordinal = nextOrdinal.value();
    return ordinal == null ? 0 : ordinal;
  }

  @Override
  public void processBroadcastElement(
      Either<Received<RunSpec>, Received<FeedbackItem>> received,
      Context context,
      Collector<AttributionReport> out)
      throws Exception {
    String dataset;
    if (received.isLeft()) {
      dataset = received.left().value().getFeedback().getId();
      RunSpecs.add(context.getBroadcastState(RunSpecs.STATE), received.left());
    } else {
      FeedbackItem item = received.right().value();
      dataset = item.getDataset();
      FeedbackItems.add(
          context.getBroadcastState(FeedbackItems.STATE),
          context.getBroadcastState(FeedbackItems.COUNTS),
          item);
    }
    AttributionOutputs outputs = outputs(out, context::output);
    context.applyToKeyedState(
        DecisionState.GATHERINGS,
        (run, gatherings) -> {
          RunSpec spec = context.getBroadcastState(RunSpecs.STATE).get(run);
          if (spec != null && spec.getFeedback().getId().equals(dataset)) {
            report(
                spec,
                context.getBroadcastState(FeedbackItems.STATE),
                context.getBroadcastState(FeedbackItems.COUNTS),
                outputs);
          }
        });
  }

  /** Reports on all checkpoints that have come whole, in their order. */
  private void report(
      RunSpec spec,
      ReadOnlyBroadcastState<String, FeedbackItem> items,
      ReadOnlyBroadcastState<String, Integer> counts,
      AttributionOutputs outputs)
      throws Exception {
    while (state.complete(next()) && FeedbackItems.complete(counts, spec.getFeedback())) {
      int ordinal = next();
      RunAttribution.Outcome outcome = report(ordinal, spec, items);
      outputs.reports().accept(outcome.report());
      outcome
          .trained()
          .forEach(
              (name, dictionary) ->
                  new DictionaryPublisher(spec.getRun(), name, outcome.report().getTime())
                      .frozen(0, dictionary, TrainingProgress.NONE)
                      .forEach(outputs.dictionaries()));
      carry.update(outcome.carry());
      nextOrdinal.update(ordinal + 1);
      state.forget(ordinal);
    }
  }

  private RunAttribution.Outcome report(
      int ordinal, RunSpec spec, ReadOnlyBroadcastState<String, FeedbackItem> items)
      throws Exception {
    AttributionCarry before = carry.value() == null ? AttributionCarry.initial() : carry.value();
    BatchPosition any = state.positions(ordinal).get(0);
    for (BatchPosition position : state.positions(ordinal)) {
      if (position.getFailure() != null) {
        return RunAttribution.incomplete(any, before, position.getFailure());
      }
    }
    if (before.baseFailure().isPresent()) {
      return RunAttribution.incomplete(
          any, before, "the base checkpoint is incomplete: " + before.baseFailure().get());
    }
    RunAttribution ofRun = attributions.get(spec.getRun());
    if (ofRun == null) {
      ofRun =
          new RunAttribution(
              spec, FeedbackItems.of(items, spec.getFeedback()), state.readouts(0), product);
      attributions.put(spec.getRun(), ofRun);
    }
    return ofRun.next(
        state.checkpoint(ordinal), any, before, state.records(ordinal), state.readouts(ordinal));
  }

  private AttributionOutputs outputs(Collector<AttributionReport> reports, SideOutputs side) {
    return new AttributionOutputs(
        reports::collect,
        version -> side.output(DICTIONARIES, version),
        refused -> side.output(rejectedActivations, refused),
        refused -> side.output(rejectedReadouts, refused));
  }

  /** The specification has not come in time, or the input has ended without it. */
  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<AttributionReport> out)
      throws Exception {
    String run = context.getCurrentKey();
    if (context.getBroadcastState(RunSpecs.STATE).contains(run)) {
      return;
    }
    state.refuseWaiting("nobody has specified a run " + run, outputs(out, context::output));
    patienceStarted.clear();
  }
}
