package io.plumbline.streamjobs.operator;

import io.plumbline.schemas.digest.Sha256;
import io.plumbline.schemas.record.ActivationBatch;
import io.plumbline.schemas.record.RunSpec;
import io.plumbline.schemas.settings.RunSettings;
import io.plumbline.schemas.settings.Settings;
import io.plumbline.streamjobs.dictionary.Dictionary;
import io.plumbline.streamjobs.dictionary.DictionaryTrainer;
import io.plumbline.streamjobs.dictionary.RowNorms;
import io.plumbline.streamjobs.dictionary.TrainingEnd;
import io.plumbline.streamjobs.dictionary.TrainingOptions;
import io.plumbline.streamjobs.dictionary.TrainingProgress;
import io.plumbline.streamjobs.dictionary.TrainingState;
import io.plumbline.streamjobs.linalg.FloatMatrix;
import io.plumbline.streamjobs.linalg.MatrixProduct;
import io.plumbline.streamjobs.source.Received;
import io.plumbline.streamjobs.source.Rejected;
import io.plumbline.streamjobs.state.TrainingStateSerializer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;

/** Training of one hook's dictionary, fed in canonical order. A view of the current key's state. */
final class CorpusTraining {
  /** Batches between two looks at whether there is progress to publish. */
  private static final int PUBLISHED_EVERY = 32;

  private final MatrixProduct product;
  private final ValueState<TrainingState> training;
  private final ValueState<Integer> batches;
  private final ValueState<Integer> versions;
  private final ValueState<Integer> leftOut;
  private final ValueState<String> whyLeftOut;
  private final MapState<Integer, Long> norms;
  private final ValueState<Long> rowsLeftOut;

  CorpusTraining(RuntimeContext context, MatrixProduct product) {
    this.product = product;
    this.training =
        context.getState(new ValueStateDescriptor<>("training", new TrainingStateSerializer()));
    this.batches = context.getState(new ValueStateDescriptor<>("trained-batches", Types.INT));
    this.versions = context.getState(new ValueStateDescriptor<>("versions", Types.INT));
    this.leftOut = context.getState(new ValueStateDescriptor<>("left-out", Types.INT));
    this.whyLeftOut = context.getState(new ValueStateDescriptor<>("why-left-out", Types.STRING));
    this.norms = context.getMapState(new MapStateDescriptor<>("row-norms", Types.INT, Types.LONG));
    this.rowsLeftOut = context.getState(new ValueStateDescriptor<>("rows-left-out", Types.LONG));
  }

  /** Why a batch cannot be trained on together with those before it, if so. */
  Optional<String> misfit(ActivationBatch batch) throws IOException {
    TrainingState state = training.value();
    boolean hasRows = batch.getPosition().getFailure() == null;
    return state != null && hasRows && batch.getWidth() != state.options().width()
        ? Optional.of(Encoder.otherWidth(batch.getWidth(), state.options().width()))
        : Optional.empty();
  }

  /**
   * Trains on a batch, unless it stands for a shard that could not be extracted: that is left out,
   * and what is published of the dictionary says so.
   *
   * @return whether training has come to the end that its settings give it
   */
  boolean add(Received<ActivationBatch> received, RunSpec spec, SaeOutputs out) throws Exception {
    ActivationBatch batch = received.value();
    String failure = batch.getPosition().getFailure();
    if (failure != null) {
      leaveOut(received, failure, out);
      return false;
    }
    TrainingState state = training.value();
    if (state == null) {
      state = TrainingState.initial(options(spec, batch));
    }
    DictionaryTrainer trainer = new DictionaryTrainer(state, product);
    FloatMatrix rows = withoutLongest(Encoder.rows(batch), spec);
    if (rows.rows() > 0) {
      trainer.add(rows);
    }
    training.update(state);
    int trained = orZero(batches) + 1;
    batches.update(trained);
    TrainingProgress progress = trainer.progress();
    if (trained % PUBLISHED_EVERY == 0 && progress.fvu().isDefined()) {
      int version = orZero(versions);
      versions.update(version + 1);
      out.dictionaries()
          .accept(
              DictionaryPublisher.of(batch)
                  .progress(version, trainer.freeze(), progress, note(batch)));
    }
    return trainer.isDone();
  }

  private FloatMatrix withoutLongest(FloatMatrix rows, RunSpec spec) throws Exception {
    double most = RunSettings.of(spec.getSettings()).get(Settings.DICTIONARY_LONGEST);
    if (most == 0) {
      return rows;
    }
    RowNorms seen = norms();
    FloatMatrix kept = seen.within(rows, most);
    norms.putAll(seen.counts());
    int longest = rows.rows() - kept.rows();
    if (longest > 0) {
      Long before = rowsLeftOut.value();
      rowsLeftOut.update(before == null ? longest : before + longest);
    }
    return kept;
  }

  private RowNorms norms() throws Exception {
    TreeMap<Integer, Long> counts = new TreeMap<>();
    for (Map.Entry<Integer, Long> count : norms.entries()) {
      counts.put(count.getKey(), count.getValue());
    }
    return new RowNorms(counts);
  }

  private void leaveOut(Received<ActivationBatch> received, String why, SaeOutputs out)
      throws IOException {
    out.rejected().accept(new Rejected<>(received, "the dictionary is trained without it: " + why));
    int before = orZero(leftOut);
    leftOut.update(before + 1);
    if (before == 0) {
      whyLeftOut.update(why);
    }
  }

  /**
   * What training has to do without, if anything.
   *
   * @param any batch of the corpus
   */
  Optional<String> note(ActivationBatch any) throws Exception {
    List<String> without = new ArrayList<>();
    if (rowsLeftOut.value() != null) {
      without.add(
          "Trained without %d of %d rows, which are far longer than most."
              .formatted(rowsLeftOut.value(), norms().rows()));
    }
    if (leftOut.value() != null) {
      without.add(
          "Trained without %d of the %d shards of its corpus, which could not be extracted: %s"
              .formatted(leftOut.value(), any.getPosition().getShards(), whyLeftOut.value()));
    }
    return without.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", without));
  }

  /**
   * Ends training and publishes the weights.
   *
   * @param last the last batch that it was trained on
   * @return nothing if there was not a single row to train on
   */
  Optional<Dictionary> finish(ActivationBatch last, SaeOutputs out) throws Exception {
    TrainingState state = training.value();
    if (state == null) {
      return Optional.empty();
    }
    DictionaryTrainer trainer = new DictionaryTrainer(state, product);
    trainer.finish();
    Dictionary dictionary = trainer.freeze();
    DictionaryPublisher.of(last)
        .frozen(orZero(versions), dictionary, trainer.progress(), note(last))
        .forEach(out.dictionaries());
    return Optional.of(dictionary);
  }

  /** Forgets what it has come to. */
  void forget() {
    training.clear();
    batches.clear();
    versions.clear();
    leftOut.clear();
    whyLeftOut.clear();
    norms.clear();
    rowsLeftOut.clear();
  }

  private static int orZero(ValueState<Integer> count) throws IOException {
    Integer value = count.value();
    return value == null ? 0 : value;
  }

  /** How the run trains the dictionary of a batch's hook. */
  static TrainingOptions options(RunSpec spec, ActivationBatch batch) {
    RunSettings settings = RunSettings.of(spec.getSettings());
    int width = batch.getWidth();
    return new TrainingOptions(
        settings.get(Settings.DICTIONARY_KIND),
        width,
        (int) Math.max(1, Math.round(settings.get(Settings.DICTIONARY_WIDTH) * width)),
        settings.get(Settings.DICTIONARY_K),
        settings.get(Settings.DICTIONARY_L1),
        settings.get(Settings.DICTIONARY_LEARNING_RATE),
        settings.get(Settings.DICTIONARY_BATCH),
        settings.get(Settings.DICTIONARY_BUFFER),
        settings.get(Settings.DICTIONARY_REUSE),
        true,
        settings.get(Settings.DICTIONARY_REVIVE_AFTER),
        new TrainingEnd(
            settings.get(Settings.DICTIONARY_TOKENS), settings.get(Settings.DICTIONARY_PLATEAU)),
        Sha256.seed(spec.getDigest(), "dictionary/" + batch.getHook()));
  }
}
