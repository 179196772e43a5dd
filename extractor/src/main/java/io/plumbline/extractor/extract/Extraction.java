package io.plumbline.extractor.extract;

import io.plumbline.extractor.capture.ItemCost;
import io.plumbline.extractor.capture.Reading;
import io.plumbline.extractor.capture.ReadingPlan;
import io.plumbline.extractor.capture.ReadingWork;
import io.plumbline.extractor.capture.ShardCut;
import io.plumbline.extractor.capture.ShardReader;
import io.plumbline.extractor.capture.ShardRecords;
import io.plumbline.extractor.capture.UnreadableItemException;
import io.plumbline.extractor.checkpoint.OpenCheckpoint;
import io.plumbline.extractor.coordinator.ItemCheck;
import io.plumbline.extractor.feedback.BadRow;
import io.plumbline.extractor.feedback.Dataset;
import io.plumbline.extractor.model.Architecture;
import io.plumbline.extractor.model.CausalModel;
import io.plumbline.extractor.model.Computation;
import io.plumbline.extractor.model.Devices;
import io.plumbline.extractor.model.HookPoint;
import io.plumbline.extractor.tokenize.TextTokenizer;
import io.plumbline.schemas.UserError;
import io.plumbline.schemas.record.ExtractionTask;
import io.plumbline.schemas.record.FeedbackItem;
import io.plumbline.schemas.record.ItemForm;
import io.plumbline.schemas.record.RowRole;
import io.plumbline.schemas.settings.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** Reads feedback with one checkpoint, by the same classes as a worker, into files. */
public final class Extraction {
  /** Told how far it is. */
  @FunctionalInterface
  public interface Listener {
    /** So many of so many items are done. */
    void done(int items, int of);

    /** Rows of the files that cannot be used are left out, as was asked for. */
    default void leftOut(List<BadRow> rows) {}

    /** Positions of so many lexicon contexts have no rows: only decision positions have. */
    default void contextsWithoutRows(int contexts) {}

    /** A batch of so many texts was too large for the memory there is, and was halved. */
    default void halved(int texts) {}

    /** PyTorch, whose libraries are for CUDA, cannot use a GPU, so the CPU is used. */
    default void gpuRefused(String why) {}
  }

  private static final long LONGEST_BATCH_SECONDS = 120;

  private final ExtractOptions options;
  private final Listener listener;

  /** Makes an extraction; nothing is read yet. */
  public Extraction(ExtractOptions options, Listener listener) {
    this.options = options;
    this.listener = listener;
  }

  /**
   * Extracts.
   *
   * @param cancelled asked before each batch
   * @return number of rows
   * @throws UserError if something that was given cannot be used, or a result is there already
   * @throws java.util.concurrent.CancellationException if it was cancelled
   */
  public long run(BooleanSupplier cancelled) throws IOException, InterruptedException {
    OutputFiles files = OutputFiles.claim(options.out(), options.force());
    Path tokenizerHome = options.base().orElse(options.checkpoint());
    try (OpenCheckpoint checkpoint = open();
        TextTokenizer tokenizer = TextTokenizer.open(tokenizerHome)) {
      List<String> hooks = hooks(checkpoint.architecture());
      Dataset given = Dataset.readFeedback(options.feedback(), options.options());
      ReadingPlan plan =
          ReadingPlan.withContextRows(
              tokenizer, checkpoint.architecture(), options.settings(), id -> lexicon(given, id));
      ItemCheck checked = ItemCheck.of(given, RowRole.TARGET, plan, "feedback");
      Dataset dataset = checked.dataset();
      List<ItemCost> costs = checked.costs();
      if (!dataset.leftOut().isEmpty()) {
        listener.leftOut(dataset.leftOut());
      }
      tellOfContexts(dataset, costs);
      Computation computation = computation();
      try (CausalModel model = checkpoint.architecture().load(checkpoint.weights(), computation);
          RowFiles rows =
              RowFiles.create(files, options, hooks, dataset, costs, plan, tokenizer, model)) {
        int passes = computation.device().isGpu() ? 1 : options.threads();
        rows.finish(extract(dataset, hooks, costs, plan, model, passes, rows, cancelled));
        return rows.rows();
      }
    } catch (IOException e) {
      throw new UserError("--out " + options.out() + " cannot be written: " + e.getMessage(), e);
    } finally {
      files.discardParts();
    }
  }

  private void tellOfContexts(Dataset dataset, List<ItemCost> costs) {
    int without = 0;
    for (int i = 0; i < costs.size(); i++) {
      boolean context = dataset.items().get(i).getForm() == ItemForm.LEXICON_CONTEXT;
      without += context && costs.get(i).rows() == 0 ? 1 : 0;
    }
    if (without > 0) {
      listener.contextsWithoutRows(without);
    }
  }

  private OpenCheckpoint open() {
    return options
        .base()
        .map(base -> OpenCheckpoint.tuned(options.checkpoint(), base))
        .orElseGet(() -> OpenCheckpoint.full(options.checkpoint()));
  }

  private Computation computation() {
    return Computation.of(
        Devices.named(options.device(), listener::gpuRefused), options.settings());
  }

  private List<String> hooks(Architecture architecture) {
    List<HookPoint> hooks =
        Stream.of(options.settings().get(Settings.HOOKS).split(",", -1))
            .map(HookPoint::parse)
            .toList();
    hooks.forEach(architecture::require);
    return hooks.stream().map(HookPoint::name).distinct().sorted().toList();
  }

  private static FeedbackItem lexicon(Dataset dataset, String id) {
    return dataset.items().stream()
        .filter(item -> item.getItem().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private ReadingWork extract(
      Dataset dataset,
      List<String> hooks,
      List<ItemCost> costs,
      ReadingPlan plan,
      CausalModel model,
      int passes,
      RowFiles rows,
      BooleanSupplier cancelled)
      throws IOException, InterruptedException {
    int width = model.architecture().width();
    List<ShardCut.Range> shards =
        ShardCut.of(
            costs.stream().map(cost -> cost.bytes(hooks.size(), 0, width)).toList(),
            options.settings().get(Settings.SHARD_ITEMS));
    ExecutorService threads = Executors.newFixedThreadPool(passes);
    try {
      ShardReader reader = new ShardReader(threads, cancelled, listener::halved);
      for (ShardCut.Range shard : shards) {
        List<FeedbackItem> items = dataset.items().subList(shard.from(), shard.to());
        List<Reading> readings = new ArrayList<>();
        for (FeedbackItem item : items) {
          readings.addAll(plan.readings(item, RowRole.TARGET));
        }
        ExtractionTask task = task(dataset, shard, hooks);
        rows.add(items, ShardRecords.extract(task, readings, List.of(), plan, model, reader));
        listener.done(shard.to(), dataset.items().size());
      }
      return reader.work();
    } catch (UnreadableItemException e) {
      throw new IllegalStateException("an item that could be read cannot be read", e);
    } finally {
      threads.shutdownNow();
      // Freeing weights under a batch that still runs would end the JVM.
      threads.awaitTermination(LONGEST_BATCH_SECONDS, TimeUnit.SECONDS);
    }
  }

  private ExtractionTask task(Dataset dataset, ShardCut.Range shard, List<String> hooks) {
    return ExtractionTask.newBuilder()
        .setRun("extract")
        .setStep(0)
        .setOrdinal(0)
        .setCheckpoint("")
        .setLocation(options.checkpoint().toString())
        .setBaseLocation(options.base().orElse(options.checkpoint()).toString())
        .setTime(0)
        .setRole(RowRole.TARGET)
        .setDataset(dataset.record().getId())
        .setFromItem(shard.from())
        .setToItem(shard.to())
        .setShard(0)
        .setShards(1)
        .setHooks(hooks)
        .setSettings(options.settings().toRecords())
        .build();
  }
}
