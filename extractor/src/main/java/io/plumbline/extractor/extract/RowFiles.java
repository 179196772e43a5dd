package io.plumbline.extractor.extract;

import io.plumbline.extractor.capture.ItemCost;
import io.plumbline.extractor.capture.ReadingPlan;
import io.plumbline.extractor.capture.ReadingWork;
import io.plumbline.extractor.capture.ShardRecords;
import io.plumbline.extractor.feedback.Dataset;
import io.plumbline.extractor.model.CausalModel;
import io.plumbline.extractor.tokenize.TextTokenizer;
import io.plumbline.schemas.record.ActivationBatch;
import io.plumbline.schemas.record.Dtype;
import io.plumbline.schemas.record.FeedbackItem;
import io.plumbline.schemas.record.ItemForm;
import io.plumbline.schemas.record.LogProbBatch;
import io.plumbline.schemas.record.RowRole;
import io.plumbline.schemas.safetensors.SafetensorsWriter;
import io.plumbline.schemas.tensor.TensorPayload;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The result as it grows: of each hook a tensor {@code [rows, d_model]}, {@code logprob} {@code
 * [rows]} of the candidate that a row belongs to and, with lexicon contexts, {@code
 * lexicon_logprob} {@code [positions, words]}. The {@code logprob} of a context's row is that any
 * of the lexicon's words comes next: {@code log sum exp} of its row of {@code lexicon_logprob}.
 */
final class RowFiles implements AutoCloseable {
  private static final String LOGPROB = "logprob";
  private static final String LEXICON_LOGPROB = "lexicon_logprob";

  private final OutputFiles files;
  private final SafetensorsWriter tensors;
  private final RowIndex index;
  private final int width;
  private long rows;

  private RowFiles(OutputFiles files, SafetensorsWriter tensors, RowIndex index, int width) {
    this.files = files;
    this.tensors = tensors;
    this.index = index;
    this.width = width;
  }

  static RowFiles create(
      OutputFiles files,
      ExtractOptions options,
      List<String> hooks,
      Dataset dataset,
      List<ItemCost> costs,
      ReadingPlan plan,
      TextTokenizer tokenizer,
      CausalModel model)
      throws IOException {
    files.prepare();
    long rows = costs.stream().mapToLong(ItemCost::rows).sum();
    int width = model.architecture().width();
    SortedMap<String, List<Long>> shapes = new TreeMap<>();
    hooks.forEach(hook -> shapes.put(hook, List.of(rows, (long) width)));
    shapes.put(LOGPROB, List.of(rows));
    long choices = 0;
    for (int i = 0; i < costs.size(); i++) {
      boolean context = dataset.items().get(i).getForm() == ItemForm.LEXICON_CONTEXT;
      choices += context ? costs.get(i).logProbs() : 0;
    }
    FeedbackItem lexicon = dataset.items().get(0);
    List<Integer> words = choices > 0 ? plan.words(lexicon.getItem()).words() : List.of();
    if (choices > 0) {
      shapes.put(LEXICON_LOGPROB, List.of(choices / words.size(), (long) words.size()));
    }
    return new RowFiles(
        files,
        SafetensorsWriter.create(
            files.tensorsPart(), shapes, new TreeMap<>(Map.of("format", "pt"))),
        new RowIndex(files, options, hooks, tokenizer, lexicon, words),
        width);
  }

  /** Adds what came of some items. */
  void add(List<FeedbackItem> items, ShardRecords records) throws IOException {
    index.items(items);
    for (LogProbBatch batch : records.logProbs()) {
      addLogProbs(batch);
    }
    String first = null;
    for (ActivationBatch batch : records.activations()) {
      if (batch.getRole() != RowRole.TARGET) {
        continue;
      }
      first = first == null ? batch.getHook() : first;
      int size = batch.getItems().size() * width;
      tensors.write(
          batch.getHook(), TensorPayload.decode(batch.getPayload(), batch.getDtype(), size));
      if (batch.getHook().equals(first)) {
        float[] values = index.add(batch);
        tensors.write(LOGPROB, values);
        rows += values.length;
      }
    }
  }

  private void addLogProbs(LogProbBatch batch) throws IOException {
    int columns = batch.getLexicon() == null ? 1 : batch.getWords().size();
    float[] values =
        TensorPayload.decode(batch.getPayload(), Dtype.F32, batch.getItems().size() * columns);
    if (batch.getLexicon() == null) {
      index.candidates(batch, values);
    } else {
      index.choices(batch, values);
      tensors.write(LEXICON_LOGPROB, values);
    }
  }

  long rows() {
    return rows;
  }

  /** Writes the index and gives both files their names. */
  void finish(ReadingWork work) throws IOException {
    tensors.close();
    index.finish(work);
    files.publishParts();
  }

  @Override
  public void close() throws IOException {
    tensors.close();
    index.close();
  }
}
