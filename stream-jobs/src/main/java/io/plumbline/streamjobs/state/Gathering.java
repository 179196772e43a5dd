package io.plumbline.streamjobs.state;

import io.plumbline.schemas.record.FeatureBatch;
import io.plumbline.schemas.record.LogProbBatch;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which batches of a checkpoint have come: of features at every hook that the batches name, and of
 * log-probabilities.
 */
public final class Gathering {
  private final TreeMap<String, Tally> features = new TreeMap<>();
  private Tally logProbs = new Tally();

  /** Counts a batch. */
  public Tally.Verdict add(FeatureBatch batch) {
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

  /** Whether all batches have come. */
  public boolean complete() {
    return logProbs.complete()
        && !features.isEmpty()
        && features.values().stream().allMatch(Tally::complete);
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
  }

  /** Reads what {@link #write} wrote. */
  public static Gathering read(DataInput in) throws IOException {
    Gathering gathering = new Gathering();
    gathering.logProbs = Tally.read(in);
    int hooks = in.readInt();
    for (int i = 0; i < hooks; i++) {
      String hook = in.readUTF();
      gathering.features.put(hook, Tally.read(in));
    }
    return gathering;
  }
}
