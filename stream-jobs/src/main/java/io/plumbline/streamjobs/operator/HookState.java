package io.plumbline.streamjobs.operator;

import io.plumbline.schemas.digest.RecordIds;
import io.plumbline.schemas.record.ActivationBatch;
import io.plumbline.schemas.record.DictionaryVersion;
import io.plumbline.schemas.record.FeatureBatch;
import io.plumbline.schemas.record.RunSpec;
import io.plumbline.schemas.settings.RunSettings;
import io.plumbline.schemas.settings.Settings;
import io.plumbline.streamjobs.dictionary.Dictionary;
import io.plumbline.streamjobs.dictionary.TrainingProgress;
import io.plumbline.streamjobs.linalg.TorchMatrixProduct;
import io.plumbline.streamjobs.source.Received;
import io.plumbline.streamjobs.source.Rejected;
import io.plumbline.streamjobs.state.DictionarySerializer;
import io.plumbline.streamjobs.state.Tally;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;

/** What is known of one hook of one run. A view of the current key's state. */
final class HookState {
  private final CorpusTraining training;
  private final GivenWeights given;
  private final CorpusBatches corpus;
  private final MapState<String, Received<ActivationBatch>> targets;
  private final TargetCounts counts;
  private final ValueState<Dictionary> dictionary;
  private final ValueState<String> noDictionary;
  private final Refreshes refreshes;
  private final ValueState<String> note;

  /** With the frozen dictionaries. */
  private final Encoders encoders;

  HookState(RuntimeContext context, TorchMatrixProduct product) {
    this.encoders = new Encoders(product);
    this.training = new CorpusTraining(context, product);
    this.given = new GivenWeights(context);
    this.corpus = new CorpusBatches(context);
    this.targets =
        context.getMapState(
            new MapStateDescriptor<>(
                "targets", Types.STRING, Received.type(ActivationBatch.class)));
    this.counts = new TargetCounts(context);
    this.dictionary =
        context.getState(new ValueStateDescriptor<>("dictionary", new DictionarySerializer()));
    this.noDictionary = context.getState(new ValueStateDescriptor<>("no-dictionary", Types.STRING));
    this.refreshes = new Refreshes(context, product);
    this.note = context.getState(new ValueStateDescriptor<>("note", Types.STRING));
  }

  /** Takes a corpus batch in; it waits for {@link #train}. */
  void addCorpus(Received<ActivationBatch> received, SaeOutputs out) throws Exception {
    corpus.add(received, out);
  }

  /** A record of activations could not be read: of the corpus, or of targets. */
  void loseActivations(String hook, SaeOutputs out) throws Exception {
    corpus.lose();
    counts.lose(Positions.lost("the activations at " + hook), out.features());
  }

  /**
   * Trains on the corpus batches that are due, and encodes what has waited once the dictionary is
   * frozen. Batches that come after that, and all where the run is given a dictionary, are left.
   */
  void train(String key, String hook, RunSpec spec, SaeOutputs out) throws Exception {
    corpus.drain(
        received -> {
          ActivationBatch batch = received.value();
          if (isSettled(key) || digestGiven(spec, batch.getHook()).isPresent()) {
            return;
          }
          Optional<String> misfit = training.misfit(batch);
          if (misfit.isPresent()) {
            out.rejected().accept(new Rejected<>(received, misfit.get()));
            corpus.endBefore(batch.getPosition(), misfit.get());
            return;
          }
          boolean done = training.add(received, spec, out);
          if (done || corpus.shardsDone() == batch.getPosition().getShards()) {
            finish(key, batch, spec, out);
          }
        });
    Optional<String> end = corpus.endedEarly();
    if (end.isPresent() && !isSettled(key) && digestGiven(spec, hook).isEmpty()) {
      training.forget();
      noDictionary.update("there is no dictionary for it: " + end.get());
      encodeWaiting(key, spec, out);
    }
  }

  private void finish(String key, ActivationBatch last, RunSpec spec, SaeOutputs out)
      throws Exception {
    Optional<Dictionary> frozen = training.finish(last, out);
    String failure = last.getPosition().getFailure();
    if (frozen.isPresent()) {
      dictionary.update(frozen.get());
      note.update(training.note(last).orElse(null));
    } else {
      noDictionary.update(
          "there is no dictionary for it, because there was no corpus row"
              + (failure == null ? "" : ": " + failure));
    }
    training.forget();
    encodeWaiting(key, spec, out);
  }

  /** Takes a part of a given dictionary in; it waits for {@link #settleGiven}. */
  void addWeights(String key, Received<DictionaryVersion> received) throws Exception {
    if (!isSettled(key)) {
      given.add(received);
    }
  }

  /** A part of a given dictionary could not be read. */
  void loseWeights(String key) throws Exception {
    if (!isSettled(key)) {
      given.lose();
    }
  }

  /** Freezes the dictionary that the run is given, once it is whole. */
  void settleGiven(String key, String hook, RunSpec spec, SaeOutputs out) throws Exception {
    if (isSettled(key) || given.isEmpty()) {
      return;
    }
    Optional<String> digest = digestGiven(spec, hook);
    if (digest.isEmpty()) {
      given.clearExcept("", "the run trains the dictionary of " + hook, out);
      return;
    }
    if (given.isDamaged()) {
      String reason = "a record of the weights given for " + hook + " could not be used";
      noDictionary.update(reason);
      given.clearExcept("", reason, out);
      encodeWaiting(key, spec, out);
      return;
    }
    if (!given.isWhole(digest.get())) {
      return;
    }
    try {
      Dictionary joined = given.join(digest.get());
      dictionary.update(joined);
      new DictionaryPublisher(spec.getRun(), hook, spec.getTime())
          .frozen(0, joined, TrainingProgress.NONE)
          .forEach(out.dictionaries());
      given.clearExcept(digest.get(), "the run is given another dictionary", out);
    } catch (IllegalArgumentException e) {
      String reason =
          "the weights given for " + hook + " are not those of the run: " + e.getMessage();
      noDictionary.update(reason);
      given.clearExcept("", reason, out);
    }
    encodeWaiting(key, spec, out);
  }

  private static Optional<String> digestGiven(RunSpec spec, String hook) {
    return RunSettings.of(spec.getSettings()).get(Settings.DICTIONARY_GIVEN).digest(hook);
  }

  private boolean isSettled(String key) throws IOException {
    return noDictionary.value() != null || encoder(key) != null;
  }

  private void encodeWaiting(String key, RunSpec spec, SaeOutputs out) throws Exception {
    boolean asWhole = noDictionary.value() == null && Refreshes.wanted(spec);
    if (asWhole) {
      return;
    }
    for (String id : waitingTargets()) {
      encode(key, targets.get(id), out);
    }
    targets.clear();
  }

  /**
   * Encodes a batch of target rows, or lets it wait: for the dictionary, or where dictionaries are
   * refreshed for the whole checkpoint.
   *
   * @param spec of the run, if it is known
   */
  void addTarget(
      String key, Received<ActivationBatch> received, Optional<RunSpec> spec, SaeOutputs out)
      throws Exception {
    ActivationBatch batch = received.value();
    Tally.Verdict verdict = counts.add(batch, out.features());
    if (verdict == Tally.Verdict.CONFLICT) {
      out.rejected().accept(new Rejected<>(received, Positions.CONFLICT));
    } else if (verdict == Tally.Verdict.NEW && !fail(received, out)) {
      boolean asWhole = spec.filter(Refreshes::wanted).isPresent();
      if (asWhole || !encode(key, received, out)) {
        targets.put(RecordIds.of(batch.getPosition()), received);
      }
    }
  }

  /** Returns false if there is no reason to. */
  private boolean fail(Received<ActivationBatch> received, SaeOutputs out) throws IOException {
    String failure = received.value().getPosition().getFailure();
    String reason = failure == null ? noDictionary.value() : failure;
    if (reason == null) {
      return false;
    }
    out.features().accept(Encoder.failed(received.value(), reason));
    return true;
  }

  /** Returns false if that has to wait for the dictionary. */
  private boolean encode(String key, Received<ActivationBatch> received, SaeOutputs out)
      throws IOException {
    Encoder encoder = encoder(key);
    if (encoder == null) {
      return fail(received, out);
    }
    out.features().accept(encode(encoder, received, out));
    return true;
  }

  private static FeatureBatch encode(
      Encoder encoder, Received<ActivationBatch> received, SaeOutputs out) {
    ActivationBatch batch = received.value();
    int expected = encoder.dictionary().width();
    if (batch.getWidth() == expected) {
      return encoder.encode(batch);
    }
    String otherWidth = Encoder.otherWidth(batch.getWidth(), expected);
    out.rejected().accept(new Rejected<>(received, otherWidth));
    return Encoder.failed(batch, otherWidth);
  }

  /**
   * Encodes the checkpoints that have come whole, and refreshes the dictionary at each, where the
   * run does so.
   */
  void refresh(String key, RunSpec spec, SaeOutputs out) throws Exception {
    if (!Refreshes.wanted(spec)) {
      counts.forgetSizes();
      return;
    }
    while (isSettled(key) && counts.size(refreshes.due()) != null) {
      int ordinal = refreshes.due();
      refresh(key, ordinal, spec, out);
      counts.forgetSize(ordinal);
      refreshes.done();
    }
  }

  private void refresh(String key, int ordinal, RunSpec spec, SaeOutputs out) throws Exception {
    List<ActivationBatch> batches = new ArrayList<>();
    List<FeatureBatch> encoded = new ArrayList<>();
    for (String id : waitingTargets()) {
      Received<ActivationBatch> received = targets.get(id);
      if (received.value().getPosition().getOrdinal() == ordinal) {
        batches.add(received.value());
        encoded.add(encode(encoder(key), received, out));
        targets.remove(id);
      }
    }
    boolean usable =
        batches.size() == counts.size(ordinal)
            && encoded.stream().allMatch(batch -> batch.getPosition().getFailure() == null);
    List<FeatureBatch> features =
        usable
            ? refreshes.refresh(encoder(key), batches, encoded, spec, out.dictionaries())
            : encoded;
    features.forEach(out.features());
  }

  private Encoder encoder(String key) throws IOException {
    Encoder known = encoders.get(key);
    if (known == null) {
      Dictionary frozen = dictionary.value();
      if (frozen != null) {
        known = encoders.put(key, frozen, note.value());
      }
    }
    return known;
  }

  /** Gives back what is kept outside of state. */
  void close() {
    encoders.close();
  }

  /** Refuses all that waits. */
  void refuseWaiting(String reason, SaeOutputs out) throws Exception {
    corpus.refuse(reason, out);
    for (String id : waitingTargets()) {
      out.rejected().accept(new Rejected<>(targets.get(id), reason));
    }
    given.clearExcept("", reason, out);
    targets.clear();
  }

  /** Forgets all, when nothing waits any longer. */
  void forget(String key) {
    corpus.forget();
    training.forget();
    counts.forget();
    refreshes.forget();
    dictionary.clear();
    noDictionary.clear();
    note.clear();
    encoders.remove(key);
  }

  private SortedSet<String> waitingTargets() throws Exception {
    TreeSet<String> ids = new TreeSet<>();
    targets.keys().forEach(ids::add);
    return ids;
  }
}
