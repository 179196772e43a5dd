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
import io.plumbline.streamjobs.source.Rejected;
import io.plumbline.streamjobs.state.DecisionGathering;
import io.plumbline.streamjobs.state.RecordType;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ReadOnlyBroadcastState;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Collects what is known of the decision positions of a run's checkpoints and, one checkpoint after
 * the other, reports where the learned feedback sits. Keyed by run; the specifications of runs and
 * the stated feedback are broadcast.
 */
public final class AttributionFunction
    extends KeyedBroadcastProcessFunction<String, DecisionEvidence, Statement, AttributionReport> {
  /** The dictionaries that it trains, once they are frozen. */
  public static final OutputTag<DictionaryVersion> DICTIONARIES =
      new OutputTag<>("dictionaries", new RecordType<>(DictionaryVersion.class));

  private static final long serialVersionUID = 1L;

  static {
    TrustedRecords.trust();
  }

  private final RunTimer.Limits limits;
  private final OutputTag<Rejected<ActivationBatch>> rejectedActivations =
      Rejected.tag(ActivationBatch.class);
  private final OutputTag<Rejected<ReadoutBatch>> rejectedReadouts =
      Rejected.tag(ReadoutBatch.class);

  private transient DecisionState state;
  private transient ValueState<Integer> nextOrdinal;
  private transient ValueState<Integer> lastStep;
  private transient ValueState<AttributionCarry> carry;
  private transient RunTimer timer;
  private transient MatrixProduct product;

  /** Of runs whose base and feedback are complete. */
  private transient Map<String, RunAttribution> attributions;

  /**
   * @param patience how long batches wait for the specification of their run
   * @param forgetAfter how long a run is remembered that nothing is heard of
   */
  public AttributionFunction(Duration patience, Duration forgetAfter) {
    this.limits = RunTimer.Limits.of(patience, forgetAfter);
  }

  @Override
  public void open(OpenContext context) {
    state = new DecisionState(getRuntimeContext());
    nextOrdinal =
        getRuntimeContext().getState(new ValueStateDescriptor<>("next-ordinal", Types.INT));
    carry =
        getRuntimeContext()
            .getState(new ValueStateDescriptor<>("carry", new AttributionCarrySerializer()));
    lastStep = getRuntimeContext().getState(new ValueStateDescriptor<>("last-step", Types.INT));
    timer = new RunTimer(getRuntimeContext(), limits);
    product = new TorchMatrixProduct();
    attributions = new HashMap<>();
  }

  @Override
  public void processElement(
      DecisionEvidence received, ReadOnlyContext context, Collector<AttributionReport> out)
      throws Exception {
    AttributionOutputs outputs = outputs(out, context::output);
    RunSpec spec = limits.statements().spec(context.getCurrentKey(), context);
    timer.start(spec != null, context);
    add(received, outputs);
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
    if (received.activations() != null) {
      if (received.activations().isLost()) {
        state.lose(hook(received.activations().keyText()));
      } else if (isDue(received.activations().value().getPosition())) {
        state.addActivations(received.activations(), next, outputs);
      }
    } else if (received.readout() != null) {
      if (received.readout().isLost()) {
        state.lose(DecisionGathering.READOUTS);
      } else if (isDue(received.readout().value().getPosition())) {
        state.addReadout(received.readout(), next, outputs);
      }
    } else if (received.logProbs() != null) {
      if (next == 0 && received.logProbs().isLost()) {
        state.loseLogProbs();
      } else if (next == 0) {
        state.addLogProbs(received.logProbs().value());
      }
    } else {
      state.announcements().add(received.checkpoint(), next);
    }
  }

  /**
   * @param key run/hook
   */
  private static String hook(String key) {
    return key.substring(key.indexOf('/') + 1);
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
      Statement statement, Context context, Collector<AttributionReport> out) throws Exception {
    if (statement.heardOf() != null) {
      limits.statements().hearOf(statement.heardOf(), context);
      return;
    }
    String dataset = take(statement, context);
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

  /** Takes a specification or an item in; returns the dataset that it is about. */
  private String take(Statement statement, Context context) throws Exception {
    if (statement.spec() != null) {
      limits.statements().addSpec(statement, context);
      return statement.spec().value().getFeedback().getId();
    }
    limits.statements().addItem(statement, context);
    return statement.item().value().getDataset();
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
      Succession succession = Succession.of(state.positions(ordinal), lastStep.value());
      Optional<String> problem = state.problem(ordinal, succession, outputs);
      RunAttribution.Outcome outcome = report(ordinal, spec, items, succession.any(), problem);
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
      lastStep.update(succession.step());
      state.forget(ordinal);
    }
  }

  private RunAttribution.Outcome report(
      int ordinal,
      RunSpec spec,
      ReadOnlyBroadcastState<String, FeedbackItem> items,
      BatchPosition any,
      Optional<String> problem)
      throws Exception {
    AttributionCarry before = carry.value() == null ? AttributionCarry.initial() : carry.value();
    if (problem.isPresent()) {
      return RunAttribution.incomplete(any, before, problem.get());
    }
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
      List<FeedbackItem> feedback = FeedbackItems.of(items, spec.getFeedback());
      Optional<String> otherFeedback = FeedbackItems.problem(feedback, spec.getFeedback());
      if (otherFeedback.isPresent()) {
        return RunAttribution.incomplete(any, before, otherFeedback.get());
      }
      ofRun = new RunAttribution(spec, feedback, state.readouts(0), product);
      attributions.put(spec.getRun(), ofRun);
    }
    return ofRun.next(
        state.announcements().of(ordinal, any),
        any,
        before,
        state.records(ordinal),
        state.readouts(ordinal));
  }

  private AttributionOutputs outputs(Collector<AttributionReport> reports, SideOutputs side) {
    return new AttributionOutputs(
        reports::collect,
        version -> side.output(DICTIONARIES, version),
        refused -> side.output(rejectedActivations, refused),
        refused -> side.output(rejectedReadouts, refused));
  }

  /** The run is not specified in time, is forgotten, or the input has ended without it. */
  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<AttributionReport> out)
      throws Exception {
    String run = context.getCurrentKey();
    if (timer.goesOn(run, context)) {
      return;
    }
    state.refuseWaiting(timer.reason(run), next(), outputs(out, context::output));
    nextOrdinal.clear();
    lastStep.clear();
    carry.clear();
    attributions.remove(run);
    timer.stop();
  }
}
