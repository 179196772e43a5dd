package io.plumbline.streamjobs.operator;

import io.plumbline.schemas.record.FeedbackItem;
import io.plumbline.schemas.record.RunSpec;
import io.plumbline.streamjobs.source.Rejected;
import java.io.Serializable;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.co.BaseBroadcastProcessFunction;

/**
 * What has been stated, as broadcast state: specifications of runs and feedback. A run that nothing
 * has been heard of for long is forgotten, and feedback that no run has needed for as long.
 *
 * @param forgetAfterMillis how long
 */
public record Statements(long forgetAfterMillis) implements Serializable {
  /** When each run was heard of last, milliseconds since the epoch on this machine's clock. */
  private static final MapStateDescriptor<String, Long> RUNS_HEARD =
      new MapStateDescriptor<>("runs-heard", Types.STRING, Types.LONG);

  /** When each dataset was heard or needed last. */
  private static final MapStateDescriptor<String, Long> DATASETS_HEARD =
      new MapStateDescriptor<>("datasets-heard", Types.STRING, Types.LONG);

  /** The broadcast states. */
  public static MapStateDescriptor<?, ?>[] descriptors() {
    return new MapStateDescriptor<?, ?>[] {
      RunSpecs.STATE, FeedbackItems.STATE, FeedbackItems.COUNTS, RUNS_HEARD, DATASETS_HEARD
    };
  }

  /**
   * Takes a specification in.
   *
   * @return the specification refused, if so
   */
  Optional<Rejected<RunSpec>> addSpec(
      Statement statement, BaseBroadcastProcessFunction.Context context) throws Exception {
    forgetSilent(context);
    Optional<Rejected<RunSpec>> refused =
        RunSpecs.add(context.getBroadcastState(RunSpecs.STATE), statement.spec());
    hear(statement.spec().value().getRun(), context);
    return refused;
  }

  /**
   * Takes an item in.
   *
   * @return whether it is the first of its name
   */
  boolean addItem(Statement statement, BaseBroadcastProcessFunction.Context context)
      throws Exception {
    FeedbackItem item = statement.item().value();
    context
        .getBroadcastState(DATASETS_HEARD)
        .put(item.getDataset(), context.currentProcessingTime());
    return FeedbackItems.add(
        context.getBroadcastState(FeedbackItems.STATE),
        context.getBroadcastState(FeedbackItems.COUNTS),
        item);
  }

  /** Something has come of a run. One that is forgotten stays so. */
  void hearOf(String run, BaseBroadcastProcessFunction.Context context) throws Exception {
    forgetSilent(context);
    hear(run, context);
  }

  private static void hear(String run, BaseBroadcastProcessFunction.Context context)
      throws Exception {
    RunSpec spec = context.getBroadcastState(RunSpecs.STATE).get(run);
    if (spec != null) {
      long now = context.currentProcessingTime();
      context.getBroadcastState(RUNS_HEARD).put(run, now);
      context.getBroadcastState(DATASETS_HEARD).put(spec.getFeedback().getId(), now);
    }
  }

  /** The specification of a run that is not forgotten; null if there is none. */
  RunSpec spec(String run, BaseBroadcastProcessFunction.ReadOnlyContext context) throws Exception {
    RunSpec spec = context.getBroadcastState(RunSpecs.STATE).get(run);
    return spec == null || deadline(run, context) <= context.currentProcessingTime() ? null : spec;
  }

  /** When a run will be forgotten that nothing more is heard of. */
  long deadline(String run, BaseBroadcastProcessFunction.ReadOnlyContext context) throws Exception {
    Long heard = context.getBroadcastState(RUNS_HEARD).get(run);
    return (heard == null ? context.currentProcessingTime() : heard) + forgetAfterMillis;
  }

  private void forgetSilent(BaseBroadcastProcessFunction.Context context) throws Exception {
    BroadcastState<String, RunSpec> specs = context.getBroadcastState(RunSpecs.STATE);
    BroadcastState<String, Long> runs = context.getBroadcastState(RUNS_HEARD);
    for (String run : silent(specs, runs, context.currentProcessingTime())) {
      specs.remove(run);
      runs.remove(run);
    }
    BroadcastState<String, Integer> counts = context.getBroadcastState(FeedbackItems.COUNTS);
    BroadcastState<String, Long> datasets = context.getBroadcastState(DATASETS_HEARD);
    for (String dataset : silent(counts, datasets, context.currentProcessingTime())) {
      FeedbackItems.forget(context.getBroadcastState(FeedbackItems.STATE), counts, dataset);
      datasets.remove(dataset);
    }
  }

  /** Names not heard of for long. Those that an older build has kept are heard of now. */
  private TreeSet<String> silent(
      BroadcastState<String, ?> names, BroadcastState<String, Long> heard, long now)
      throws Exception {
    TreeMap<String, Long> times = new TreeMap<>();
    for (Map.Entry<String, ?> entry : names.immutableEntries()) {
      Long time = heard.get(entry.getKey());
      times.put(entry.getKey(), time == null ? now : time);
    }
    TreeSet<String> silent = new TreeSet<>();
    for (Map.Entry<String, Long> entry : times.entrySet()) {
      heard.put(entry.getKey(), entry.getValue());
      if (now - entry.getValue() >= forgetAfterMillis) {
        silent.add(entry.getKey());
      }
    }
    return silent;
  }
}
