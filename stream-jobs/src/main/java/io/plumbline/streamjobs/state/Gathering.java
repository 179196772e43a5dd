package io.plumbline.streamjobs.state;

import io.plumbline.schemas.record.FeatureBatch;
import io.plumbline.schemas.record.LogProbBatch;
import io.plumbline.streamjobs.linalg.BinaryCodec;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Which batches of a checkpoint have come: of features at every hook that the batches name, and of
 * log-probabilities. A stream that lost a batch or contradicts itself is given up; the checkpoint
 * is incomplete then, but nobody waits for it.
 */
public final class Gathering {
  private final TreeMap<String, Tally> features = new TreeMap<>();
  private Tally logProbs = new Tally();
  private String noFeatures;

  /** Counts a batch. */
  public Tally.Verdict add(FeatureBatch batch) {
    if (noFeatures != null) {
      return Tally.Verdict.DUPLICATE;
    }
    if (features.isEmpty()) {
      batch.getHooks().forEach(hook -> features.put(hook, new Tally()));
    }
    if (!List.copyOf(features.keySet()).equals(batch.getHooks())) {
      return Tally.Verdict.CONFLICT;
    }
    return features.get(batch.getHook()).add(batch.getPosition());
  }

  /** Counts a batch. */
  public Tally.Verdict add(LogProbBatch batch) {
    return logProbs.add(batch.getPosition());
  }

  /** Waits no longer for features at a hook, if any are missing. */
  public void giveUpFeatures(String hook, String why) {
    Tally tally = features.get(hook);
    if (tally == null) {
      giveUpFeatures(why);
    } else {
      tally.giveUp(why);
    }
  }

  /** Waits no longer for features, if any are missing. */
  public void giveUpFeatures(String why) {
    features.values().forEach(tally -> tally.giveUp(why));
    if (features.isEmpty() && noFeatures == null) {
      noFeatures = why;
    }
  }

  /** Waits no longer for log-probabilities, if any are missing. */
  public void giveUpLogProbs(String why) {
    logProbs.giveUp(why);
  }

  /** Why a stream was given up, if one was: the first of the hooks, then the log-probabilities. */
  public Optional<String> givenUp() {
    return Stream.concat(
            Stream.ofNullable(noFeatures),
            Stream.concat(features.values().stream(), Stream.of(logProbs))
                .flatMap(tally -> tally.givenUp().stream()))
        .findFirst();
  }

  /** The log-probabilities, as far as they have come. */
  public Tally logProbs() {
    return logProbs;
  }

  /** Whether all batches have come, or nobody waits for them. */
  public boolean complete() {
    return noFeatures != null
        || (logProbs.complete()
            && !features.isEmpty()
            && features.values().stream().allMatch(Tally::complete));
  }

  /** The hooks, sorted; none before the first feature batch. */
  public List<String> hooks() {
    return new ArrayList<>(features.keySet());
  }

  /** Places ({@link BatchPlace}) of the feature batches at a hook, in canonical order. */
  public List<Long> featurePlaces(String hook) {
    return features.get(hook).places();
  }

  /** Places ({@link BatchPlace}) of the batches of log-probabilities, in canonical order. */
  public List<Long> logProbPlaces() {
    return logProbs.places();
  }

  /** Writes what {@link #read} needs to go on. */
  public void write(DataOutput out) throws IOException {
    logProbs.write(out);
    out.writeInt(features.size());
    for (Map.Entry<String, Tally> entry : features.entrySet()) {
      out.writeUTF(entry.getKey());
      entry.getValue().write(out);
    }
    out.writeBoolean(noFeatures != null);
    if (noFeatures != null) {
      BinaryCodec.write(out, noFeatures.getBytes(StandardCharsets.UTF_8));
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @param layout 2, or 1 of builds that gave nothing up
   */
  public static Gathering read(DataInput in, int layout) throws IOException {
    Gathering gathering = new Gathering();
    gathering.logProbs = Tally.read(in, layout);
    int hooks = in.readInt();
    for (int i = 0; i < hooks; i++) {
      String hook = in.readUTF();
      gathering.features.put(hook, Tally.read(in, layout));
    }
    if (layout > 1 && in.readBoolean()) {
      gathering.noFeatures = new String(BinaryCodec.readBytes(in), StandardCharsets.UTF_8);
    }
    return gathering;
  }
}
