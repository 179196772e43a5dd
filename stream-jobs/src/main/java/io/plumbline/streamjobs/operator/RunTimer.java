package io.plumbline.streamjobs.operator;

import java.io.Serializable;
import java.time.Duration;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.TimeDomain;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;

/**
 * The timer of a key: at most one of processing time runs, until the state is forgotten. Time
 * decides on nothing but when waiting for a run ends that is not specified or that has gone silent;
 * what waits then becomes dead letters. A view of the current key's state.
 */
final class RunTimer {
  /** There is one for each key with any state: whether the run has not been specified so far. */
  static final ValueStateDescriptor<Boolean> STARTED =
      new ValueStateDescriptor<>("patience-started", Types.BOOLEAN);

  private final ValueState<Boolean> unspecified;
  private final Limits limits;

  /**
   * What time limits.
   *
   * @param patienceMillis how long batches wait for the specification of their run
   * @param statements know how long a run is remembered that nothing is heard of
   */
  record Limits(long patienceMillis, Statements statements) implements Serializable {

    static Limits of(Duration patience, Duration forgetAfter) {
      return new Limits(patience.toMillis(), new Statements(forgetAfter.toMillis()));
    }
  }

  RunTimer(RuntimeContext context, Limits limits) {
    this.unspecified = context.getState(STARTED);
    this.limits = limits;
  }

  /**
   * Starts it with the first record of a key.
   *
   * @param specified whether the run is specified
   */
  void start(boolean specified, KeyedBroadcastProcessFunction<?, ?, ?, ?>.ReadOnlyContext context)
      throws Exception {
    if (unspecified.value() != null) {
      return;
    }
    unspecified.update(!specified);
    long wait = specified ? limits.statements().forgetAfterMillis() : limits.patienceMillis();
    long now = context.timerService().currentProcessingTime();
    context.timerService().registerProcessingTimeTimer(now + wait);
    context.timerService().registerEventTimeTimer(Long.MAX_VALUE);
  }

  /** Whether the run is still known. The timer is set anew then. */
  boolean goesOn(String run, KeyedBroadcastProcessFunction<?, ?, ?, ?>.OnTimerContext context)
      throws Exception {
    if (limits.statements().spec(run, context) == null) {
      return false;
    }
    unspecified.update(false);
    if (context.timeDomain() == TimeDomain.PROCESSING_TIME) {
      long deadline = limits.statements().deadline(run, context);
      context.timerService().registerProcessingTimeTimer(deadline);
    }
    return true;
  }

  /** Why what has waited is refused. */
  String reason(String run) throws Exception {
    return unspecified.value() == null || unspecified.value()
        ? "nobody has specified a run " + run
        : "run "
            + run
            + " is forgotten, because nothing was heard of it for "
            + Duration.ofMillis(limits.statements().forgetAfterMillis()).toDays()
            + " days; watch it again under another name";
  }

  /** The state has been forgotten. */
  void stop() {
    unspecified.clear();
  }
}
