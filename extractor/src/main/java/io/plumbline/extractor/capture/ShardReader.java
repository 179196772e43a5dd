package io.plumbline.extractor.capture;

import io.plumbline.extractor.model.Architecture;
import io.plumbline.extractor.model.CausalModel;
import io.plumbline.extractor.model.HookPoint;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/**
 * Runs the model over the readings of a shard: what the texts of an item share once, in batches of
 * similar length, several at a time. Which readings share a sequence or a batch hangs on the
 * readings alone, so results have the same bits however many threads there are. Only a batch that
 * memory does not suffice for is read in halves instead.
 */
public final class ShardReader {
  private final ExecutorService threads;
  private final BooleanSupplier cancelled;
  private final IntConsumer onHalving;
  private ReadingWork work = ReadingWork.NONE;

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
    Architecture architecture = model.architecture();
    List<List<Reading>> joined =
        PrefixSharing.of(readings, architecture.width(), architecture::alike);
    List<List<Integer>> batches =
        LengthBatches.of(joined.stream().map(PrefixSharing::length).toList());
    work = work.plus(ReadingWork.of(joined, batches));
    List<Future<List<ReadingResult>>> running = new ArrayList<>();
    for (List<Integer> batch : batches) {
      List<List<Reading>> members = batch.stream().map(joined::get).toList();
      Callable<List<ReadingResult>> work =
          () -> {
            if (cancelled.getAsBoolean()) {
              throw new CancellationException();
            }
            return reader.read(members);
          };
      running.add(threads.submit(work));
    }
    List<List<ReadingResult>> results = new ArrayList<>(Collections.nCopies(joined.size(), null));
    for (int b = 0; b < batches.size(); b++) {
      List<ReadingResult> ofBatch = await(running.get(b));
      int from = 0;
      for (int index : batches.get(b)) {
        int to = from + joined.get(index).size();
        results.set(index, ofBatch.subList(from, to));
        from = to;
      }
    }
    return results.stream().flatMap(List::stream).toList();
  }

  /** What all that was read so far took, as planned. */
  public ReadingWork work() {
    return work;
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
