package io.plumbline.streamjobs.operator;

import io.plumbline.schemas.record.ActivationBatch;
import io.plumbline.schemas.record.DictionaryVersion;
import io.plumbline.schemas.record.FeatureBatch;
import io.plumbline.schemas.record.RowRole;
import io.plumbline.schemas.record.RunSpec;
import io.plumbline.schemas.serde.TrustedRecords;
import io.plumbline.schemas.topic.Keys;
import io.plumbline.streamjobs.linalg.TorchMatrixProduct;
import io.plumbline.streamjobs.source.Received;
import io.plumbline.streamjobs.source.Rejected;
import io.plumbline.streamjobs.state.RecordType;
import java.time.Duration;
import java.util.Optional;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.types.Either;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Trains a dictionary on the corpus rows of the base checkpoint and freezes it, or takes the one
 * that the run is given, and encodes the rows at targets of every checkpoint. Keyed by run/hook;
 * the specifications of runs are broadcast.
 */
public final class SaeFunction
    extends KeyedBroadcastProcessFunction<
        String,
        Either<Received<ActivationBatch>, Received<DictionaryVersion>>,
        Received<RunSpec>,
        FeatureBatch> {
  /** States and weights of dictionaries. */
  public static final OutputTag<DictionaryVersion> DICTIONARIES =
      new OutputTag<>("dictionaries", new RecordType<>(DictionaryVersion.class));

  private static final long serialVersionUID = 1L;

  static {
    TrustedRecords.trust();
  }

  private final long patienceMillis;
  private final OutputTag<Rejected<ActivationBatch>> rejected = Rejected.tag(ActivationBatch.class);
  private final OutputTag<Rejected<DictionaryVersion>> rejectedWeights =
      Rejected.tag(DictionaryVersion.class);
  private final OutputTag<Rejected<RunSpec>> rejectedRuns = Rejected.tag(RunSpec.class);

  private transient HookState state;
  private transient ValueState<Boolean> patienceStarted;

  /**
   * @param patience how long batches wait for the specification of their run
   */
  public SaeFunction(Duration patience) {
    this.patienceMillis = patience.toMillis();
  }

  @Override
  public void open(OpenContext context) {
    state = new HookState(getRuntimeContext(), new TorchMatrixProduct());
    patienceStarted =
        getRuntimeContext().getState(new ValueStateDescriptor<>("patience-started", Types.BOOLEAN));
  }

  @Override
  public void close() {
    if (state != null) {
      state.close();
    }
  }

  @Override
  public void processElement(
      Either<Received<ActivationBatch>, Received<DictionaryVersion>> in,
      ReadOnlyContext context,
      Collector<FeatureBatch> out)
      throws Exception {
    SaeOutputs outputs = outputs(out, context::output);
    RunSpec spec =
        context.getBroadcastState(RunSpecs.STATE).get(Keys.first(context.getCurrentKey()));
    if (in.isRight()) {
      addWeights(in.right(), context.getCurrentKey(), spec, outputs);
    } else if (in.left().value().getRole() == RowRole.CORPUS) {
      state.addCorpus(in.left());
      if (spec != null) {
        state.train(context.getCurrentKey(), spec, outputs);
      }
    } else if (in.left().value().getRole() == RowRole.TARGET) {
      state.addTarget(context.getCurrentKey(), in.left(), outputs);
    }
    if (spec == null && patienceStarted.value() == null) {
      patienceStarted.update(true);
      long now = context.timerService().currentProcessingTime();
      context.timerService().registerProcessingTimeTimer(now + patienceMillis);
      context.timerService().registerEventTimeTimer(Long.MAX_VALUE);
    }
  }

  private void addWeights(
      Received<DictionaryVersion> chunk, String key, RunSpec spec, SaeOutputs outputs)
      throws Exception {
    state.addWeights(key, chunk);
    if (spec != null) {
      state.settleGiven(key, chunk.value().getHook(), spec, outputs);
    }
  }

  @Override
  public void processBroadcastElement(
      Received<RunSpec> received, Context context, Collector<FeatureBatch> out) throws Exception {
    Optional<Rejected<RunSpec>> refused =
        RunSpecs.add(context.getBroadcastState(RunSpecs.STATE), received);
    if (refused.isPresent()) {
      boolean oneOfAllInstances = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask() == 0;
      if (oneOfAllInstances) {
        context.output(rejectedRuns, refused.get());
      }
      return;
    }
    RunSpec spec = received.value();
    SaeOutputs outputs = outputs(out, context::output);
    context.applyToKeyedState(
        HookState.CORPUS,
        (key, corpus) -> {
          if (Keys.first(key).equals(spec.getRun())) {
            state.train(key, spec, outputs);
          }
        });
    context.applyToKeyedState(
        GivenWeights.CHUNKS,
        (key, chunks) -> {
          if (Keys.first(key).equals(spec.getRun())) {
            state.settleGiven(key, key.substring(spec.getRun().length() + 1), spec, outputs);
          }
        });
  }

  private SaeOutputs outputs(Collector<FeatureBatch> features, SideOutputs side) {
    return new SaeOutputs(
        features::collect,
        version -> side.output(DICTIONARIES, version),
        refused -> side.output(rejected, refused),
        refused -> side.output(rejectedWeights, refused));
  }

  /** The specification has not come in time, or the input has ended without it. */
  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<FeatureBatch> out)
      throws Exception {
    String run = Keys.first(context.getCurrentKey());
    if (context.getBroadcastState(RunSpecs.STATE).contains(run) || !state.waiting()) {
      return;
    }
    SaeOutputs outputs = outputs(out, context::output);
    state.refuseWaiting("nobody has specified a run " + run, outputs);
    patienceStarted.clear();
  }
}
