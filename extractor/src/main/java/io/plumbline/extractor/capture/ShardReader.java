package io.plumbline.extractor.capture;

import io.plumbline.extractor.model.CausalModel;
import io.plumbline.extractor.model.HookPoint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/**
 * Runs the model over the readings of a shard: in batches of similar length, several at a time.
 * Which readings share a batch hangs on the readings alone, so results have the same bits however
 * many threads there are. Only a batch that memory does not suffice for is read in halves instead.
 */
public final class ShardReader {
  private final ExecutorService threads;
  private final BooleanSupplier cancelled;
  private final IntConsumer onHalving;

  /**
   * Makes a reader.
   *
   * @param threads one batch runs on each
   * @param cancelled asked before each batch
   * @param onHalving told how many texts were too many for the memory there is, from any thread
   */
  public ShardReader(ExecutorService threads, BooleanSupplier cancelled, IntConsumer onHalving) {
    this.threads = threads;
    this.cancelled = cancelled;
    this.onHalving = onHalving;
  }

  /**
   * Reads all texts.
   *
   * @param hooks hook points of the readings' rows
   * @param decisionHooks hook points of their decisions
   * @return results in the order of the readings
   * @throws CancellationException if it was cancelled
   * @throws InterruptedException if the calling thread was interrupted
   */
  List<ReadingResult> read(
      CausalModel model,
      List<Reading> readings,
      List<HookPoint> hooks,
      List<HookPoint> decisionHooks)
      throws InterruptedException {
    BatchReader reader = new BatchReader(model, hooks, decisionHooks, onHalving);
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
            return reader.read(members);
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
}
