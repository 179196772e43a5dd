package io.plumbline.extractor.worker;

import ai.djl.Device;
import io.plumbline.extractor.capture.Reading;
import io.plumbline.extractor.capture.ReadingPlan;
import io.plumbline.extractor.capture.ShardReader;
import io.plumbline.extractor.capture.ShardRecords;
import io.plumbline.extractor.capture.UnreadableItemException;
import io.plumbline.extractor.kafka.TopicReader;
import io.plumbline.extractor.model.CausalModel;
import io.plumbline.extractor.tokenize.TextTokenizer;
import io.plumbline.schemas.record.ExtractionTask;
import io.plumbline.schemas.record.FeedbackItem;
import io.plumbline.schemas.record.ItemForm;
import io.plumbline.schemas.settings.RunSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/** Turns a task into its records. The records are a function of the task, bit by bit. */
final class TaskExtractor implements AutoCloseable {
  private final FeedbackStore feedback;
  private final LoadedModels models;
  private final ExecutorService threads;
  private final ShardReader reader;

  /**
   * Makes an extractor.
   *
   * @param threads number of batches that run at a time
   * @param cancelled asked before each batch
   * @param onHalving told how many texts were too many for the memory there is, from any thread
   */
  TaskExtractor(
      TopicReader topics,
      Device device,
      int threads,
      BooleanSupplier cancelled,
      IntConsumer onHalving) {
    this.feedback = new FeedbackStore(topics);
    this.models = new LoadedModels(device);
    this.threads =
        Executors.newFixedThreadPool(
            threads,
            work -> {
              Thread thread = new Thread(work, "plumbline-forward");
              thread.setDaemon(true);
              return thread;
            });
    this.reader = new ShardReader(this.threads, cancelled, onHalving);
  }

  /**
   * Reads a task's items from their topic, unless they are here already.
   *
   * @throws io.plumbline.schemas.UserError if the broker does not answer
   */
  void loadItems(ExtractionTask task) {
    feedback.load(task.getDataset());
  }

  /**
   * Computes a shard.
   *
   * @throws java.util.concurrent.CancellationException if it was cancelled
   */
  ShardRecords extract(ExtractionTask task) throws UnreadableItemException, InterruptedException {
    List<FeedbackItem> items =
        feedback.items(task.getDataset(), task.getFromItem(), task.getToItem());
    Path base = Path.of(task.getBaseLocation());
    TextTokenizer tokenizer = models.tokenizer(base);
    RunSettings settings = RunSettings.of(task.getSettings());
    CausalModel model =
        models.model(Path.of(task.getLocation()), base, task.getCheckpoint(), settings);
    ReadingPlan plan =
        new ReadingPlan(
            tokenizer,
            model.architecture(),
            settings,
            id -> feedback.lexicon(task.getDataset(), id));
    List<Reading> readings = new ArrayList<>();
    for (FeedbackItem item : items) {
      readings.addAll(plan.readings(item, task.getRole()));
    }
    List<String> lexica =
        items.stream()
            .filter(item -> item.getForm() == ItemForm.LEXICON)
            .map(FeedbackItem::getItem)
            .toList();
    return ShardRecords.extract(task, readings, lexica, plan, model, reader);
  }

  /** Gives up the model and its memory, since nothing is to be done for a while. */
  void release() {
    models.release();
  }

  @Override
  public void close() {
    threads.shutdown();
    try {
      // Freeing weights under a batch that still runs would end the JVM.
      if (threads.awaitTermination(2, TimeUnit.SECONDS)) {
        models.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
