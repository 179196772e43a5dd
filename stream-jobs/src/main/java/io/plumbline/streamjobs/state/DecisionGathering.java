package io.plumbline.streamjobs.state;

import io.plumbline.schemas.record.ActivationBatch;
import io.plumbline.schemas.record.LogProbBatch;
import io.plumbline.schemas.record.ReadoutBatch;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which batches about the decision positions of a checkpoint have come: activations at every hook
 * that the readouts name, readouts, and of the base log-probabilities.
 */
public final class DecisionGathering {
  private final TreeMap<String, Tally> activations = new TreeMap<>();
  private Tally readouts = new Tally();
  private Tally logProbs = new Tally();
  private List<String> hooks = List.of();

  /** Counts a batch. */
  public Tally.Verdict add(ActivationBatch batch) {
    return activations
        .computeIfAbsent(batch.getHook(), hook -> new Tally())
        .add(batch.getPosition());
  }

  /** Counts a batch. */
  public Tally.Verdict add(ReadoutBatch batch) {
    if (!hooks.isEmpty() && !hooks.equals(batch.getHooks())) {
      return Tally.Verdict.CONFLICT;
    }
    hooks = List.copyOf(batch.getHooks());
    return readouts.add(batch.getPosition());
  }

  /** Counts a batch. */
  public Tally.Verdict add(LogProbBatch batch) {
    return logProbs.add(batch.getPosition());
  }

  /**
   * Whether all batches have come.
   *
   * @param base whether it is the base, of which log-probabilities are wanted
   */
  public boolean complete(boolean base) {
    return readouts.complete()
        && !hooks.isEmpty()
        && hooks.stream()
            .allMatch(hook -> activations.containsKey(hook) && activations.get(hook).complete())
        && (!base || logProbs.complete());
  }

  /** The hooks, that of the final residual stream first; none before the first readout. */
  public List<String> hooks() {
    return hooks;
  }

  /** Hooks that activations have come of, sorted. */
  public List<String> seenHooks() {
    return new ArrayList<>(activations.keySet());
  }

  /** Places ({@link BatchPlace}) of the activations at a hook, in canonical order. */
  public List<Long> activationPlaces(String hook) {
    return activations.get(hook).places();
  }

  /** Places ({@link BatchPlace}) of the readouts, in canonical order. */
  public List<Long> readoutPlaces() {
    return readouts.places();
  }

  /** Places ({@link BatchPlace}) of the batches of log-probabilities, in canonical order. */
  public List<Long> logProbPlaces() {
    return logProbs.places();
  }

  /** Writes what {@link #read} needs to go on. */
  public void write(DataOutput out) throws IOException {
    readouts.write(out);
    logProbs.write(out);
    out.writeInt(hooks.size());
    for (String hook : hooks) {
      out.writeUTF(hook);
    }
    out.writeInt(activations.size());
    for (Map.Entry<String, Tally> entry : activations.entrySet()) {
      out.writeUTF(entry.getKey());
      entry.getValue().write(out);
    }
  }

  /** Reads what {@link #write} wrote. */
  public static DecisionGathering read(DataInput in) throws IOException {
    DecisionGathering gathering = new DecisionGathering();
    gathering.readouts = Tally.read(in);
    gathering.logProbs = Tally.read(in);
    List<String> hooks = new ArrayList<>();
    int count = in.readInt();
    for (int i = 0; i < count; i++) {
      hooks.add(in.readUTF());
    }
    gathering.hooks = List.copyOf(hooks);
    int seen = in.readInt();
    for (int i = 0; i < seen; i++) {
      String hook = in.readUTF();
      gathering.activations.put(hook, Tally.read(in));
    }
    return gathering;
  }
}
