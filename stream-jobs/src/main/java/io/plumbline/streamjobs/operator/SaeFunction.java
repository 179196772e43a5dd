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
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.types.Either;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Trains a dictionary on the corpus rows of the base checkpoint and freezes it, or takes the one
 * that the run is given, and encodes the rows at targets of every checkpoint; where the run wants
 * that, also by a copy of the frozen one that is refreshed on them. Keyed by run/hook; the
 * specifications of runs are broadcast.
 */
public final class SaeFunction
    extends KeyedBroadcastProcessFunction<
        String,
        Either<Received<ActivationBatch>, Received<DictionaryVersion>>,
        Statement,
        FeatureBatch> {
  /** States and weights of dictionaries. */
  public static final OutputTag<DictionaryVersion> DICTIONARIES =
      new OutputTag<>("dictionaries", new RecordType<>(DictionaryVersion.class));

  private static final long serialVersionUID = 1L;

  static {
    TrustedRecords.trust();
  }

  private final RunTimer.Limits limits;
  private final OutputTag<Rejected<ActivationBatch>> rejected = Rejected.tag(ActivationBatch.class);
  private final OutputTag<Rejected<DictionaryVersion>> rejectedWeights =
      Rejected.tag(DictionaryVersion.class);
  private final OutputTag<Rejected<RunSpec>> rejectedRuns = Rejected.tag(RunSpec.class);

  private transient HookState state;
  private transient RunTimer timer;

  /**
   * @param patience how long batches wait for the specification of their run
   * @param forgetAfter how long a run is remembered that nothing is heard of
   */
  public SaeFunction(Duration patience, Duration forgetAfter) {
    this.limits = RunTimer.Limits.of(patience, forgetAfter);
  }

  @Override
  public void open(OpenContext context) {
    state = new HookState(getRuntimeContext(), new TorchMatrixProduct());
    timer = new RunTimer(getRuntimeContext(), limits);
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
    String key = context.getCurrentKey();
    String run = Keys.first(key);
    boolean namesNoHook = key.length() <= run.length() + 1;
    if (namesNoHook) {
      return;
    }
    SaeOutputs outputs = outputs(out, context::output);
    RunSpec spec = limits.statements().spec(run, context);
    timer.start(spec != null, context);
    if (in.isRight()) {
      addWeights(in.right(), key);
    } else {
      addActivations(in.left(), key, Optional.ofNullable(spec), outputs);
    }
    if (spec != null) {
      advance(key, spec, outputs);
    }
  }

  private void addActivations(
      Received<ActivationBatch> received, String key, Optional<RunSpec> spec, SaeOutputs outputs)
      throws Exception {
    if (received.isLost()) {
      state.loseActivations(hook(key), outputs);
    } else if (received.value().getRole() == RowRole.CORPUS) {
      state.addCorpus(received, outputs);
    } else if (received.value().getRole() == RowRole.TARGET) {
      state.addTarget(key, received, spec, outputs);
    }
  }

  private void addWeights(Received<DictionaryVersion> chunk, String key) throws Exception {
    if (chunk.isLost()) {
      state.loseWeights(key);
    } else {
      state.addWeights(key, chunk);
    }
  }

  /** Does what the run's specification is needed for. */
  private void advance(String key, RunSpec spec, SaeOutputs outputs) throws Exception {
    state.train(key, hook(key), spec, outputs);
    state.settleGiven(key, hook(key), spec, outputs);
    state.refresh(key, spec, outputs);
  }

  private static String hook(String key) {
    return key.substring(Keys.first(key).length() + 1);
  }

  @Override
  public void processBroadcastElement(
      Statement statement, Context context, Collector<FeatureBatch> out) throws Exception {
    if (statement.spec() == null) {
      limits.statements().hearOf(statement.heardOf(), context);
      return;
    }
    Optional<Rejected<RunSpec>> refused = limits.statements().addSpec(statement, context);
    if (refused.isPresent()) {
      boolean oneOfAllInstances = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask() == 0;
      if (oneOfAllInstances) {
        context.output(rejectedRuns, refused.get());
      }
      return;
    }
    RunSpec spec = statement.spec().value();
    SaeOutputs outputs = outputs(out, context::output);
    context.applyToKeyedState(
        RunTimer.STARTED,
        (key, started) -> {
          if (Keys.first(key).equals(spec.getRun())) {
            advance(key, spec, outputs);
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

  /** The run is not specified in time, is forgotten, or the input has ended without it. */
  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<FeatureBatch> out)
      throws Exception {
    String run = Keys.first(context.getCurrentKey());
    if (timer.goesOn(run, context)) {
      return;
    }
    state.refuseWaiting(timer.reason(run), outputs(out, context::output));
    state.forget(context.getCurrentKey());
    timer.stop();
  }
}
