package io.plumbline.extractor.capture;

import io.plumbline.extractor.model.CausalModel;
import io.plumbline.extractor.model.ForwardRequest;
import io.plumbline.extractor.model.ForwardResult;
import io.plumbline.extractor.model.HookPoint;
import io.plumbline.extractor.model.Prediction;
import io.plumbline.extractor.model.Row;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;

/**
 * Runs the model over the readings of a shard: in batches of similar length, several at a time.
 * Which readings share a batch hangs on the readings alone, so results have the same bits however
 * many threads there are.
 */
public final class ShardReader {
  private final ExecutorService threads;
  private final BooleanSupplier cancelled;

  /**
   * Makes a reader.
   *
   * @param threads one batch runs on each
   * @param cancelled asked before each batch
   */
  public ShardReader(ExecutorService threads, BooleanSupplier cancelled) {
    this.threads = threads;
    this.cancelled = cancelled;
  }

  /**
   * Reads all texts.
   *
   * @param hooks hook points of the readings' rows
   * @param decisionHook hook point of their decisions; may be null if there are none
   * @return results in the order of the readings
   * @throws CancellationException if it was cancelled
   * @throws InterruptedException if the calling thread was interrupted
   */
  List<ReadingResult> read(
      CausalModel model, List<Reading> readings, List<HookPoint> hooks, HookPoint decisionHook)
      throws InterruptedException {
    List<Integer> lengths = readings.stream().map(reading -> reading.tokens().size()).toList();
    List<List<Integer>> batches = LengthBatches.of(lengths);
    List<Future<List<ReadingResult>>> running = new ArrayList<>();
    for (List<Integer> batch : batches) {
      List<Reading> members = batch.stream().map(readings::get).toList();
      Callable<List<ReadingResult>> work =
          () -> {
            if (cancelled.getAsBoolean()) {
              throw new CancellationException();
            }
            return readBatch(model, members, hooks, decisionHook);
          };
      running.add(threads.submit(work));
    }
    ReadingResult[] results = new ReadingResult[readings.size()];
    for (int b = 0; b < batches.size(); b++) {
      List<ReadingResult> members = await(running.get(b));
      for (int i = 0; i < members.size(); i++) {
        results[batches.get(b).get(i)] = members.get(i);
      }
    }
    return Arrays.asList(results);
  }

  private static <T> T await(Future<T> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  private static List<ReadingResult> readBatch(
      CausalModel model, List<Reading> readings, List<HookPoint> hooks, HookPoint decisionHook) {
    SortedMap<HookPoint, List<Row>> captures = new TreeMap<>();
    hooks.forEach(hook -> captures.put(hook, new ArrayList<>()));
    List<Row> decisions = new ArrayList<>();
    List<Prediction> predictions = new ArrayList<>();
    List<int[]> sequences = new ArrayList<>();
    for (int s = 0; s < readings.size(); s++) {
      Reading reading = readings.get(s);
      sequences.add(reading.tokens().stream().mapToInt(Integer::intValue).toArray());
      for (int position : reading.rows()) {
        Row row = new Row(s, position);
        hooks.forEach(hook -> captures.get(hook).add(row));
      }
      for (int position : reading.decisions()) {
        decisions.add(new Row(s, position));
      }
      for (Choice choice : reading.choices()) {
        predictions.add(new Prediction(new Row(s, choice.position()), choice.tokens()));
      }
    }
    // The decision hook may be among the hooks: then its decision rows come after the others.
    if (decisionHook != null) {
      captures.computeIfAbsent(decisionHook, hook -> new ArrayList<>()).addAll(decisions);
    }
    ForwardResult result = model.forward(new ForwardRequest(sequences, captures, predictions));
    return new BatchResult(result, model.architecture().width(), hooks, decisionHook)
        .split(readings);
  }
}
