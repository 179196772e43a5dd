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
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Which batches about the decision positions of a checkpoint have come: activations at every hook
 * that the readouts name, readouts, and of the base log-probabilities. A stream that lost a batch
 * or contradicts itself is given up; the checkpoint is incomplete then, but nobody waits for it.
 */
public final class DecisionGathering {
  /** Name of the stream of readouts. */
  public static final String READOUTS = "readouts";

  private final TreeMap<String, Tally> activations = new TreeMap<>();
  private Tally readouts = new Tally();
  private Tally logProbs = new Tally();
  private List<String> hooks = List.of();

  /** Counts a batch. */
  public Tally.Verdict add(ActivationBatch batch) {
    return stream(batch.getHook()).add(batch.getPosition());
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
   * What has come of a stream.
   *
   * @param name the hook of activations, or {@link #READOUTS}
   */
  public Tally stream(String name) {
    return name.equals(READOUTS)
        ? readouts
        : activations.computeIfAbsent(name, hook -> new Tally());
  }

  /** What has come of the log-probabilities. */
  public Tally logProbs() {
    return logProbs;
  }

  /** Why a stream was given up, if one was: readouts, then the hooks, then log-probabilities. */
  public Optional<String> givenUp() {
    return Stream.concat(
            Stream.of(readouts),
            Stream.concat(hooks.stream().map(this::stream), Stream.of(logProbs)))
        .flatMap(tally -> tally.givenUp().stream())
        .findFirst();
  }

  /**
   * Whether all batches have come, or nobody waits for them.
   *
   * @param base whether it is the base, of which log-probabilities are wanted
   */
  public boolean complete(boolean base) {
    return readouts.givenUp().isPresent()
        || (readouts.complete()
            && hooks.stream().allMatch(hook -> stream(hook).complete())
            && (!base || logProbs.complete()));
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
    return stream(hook).places();
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

  /**
   * Reads what {@link #write} wrote.
   *
   * @param layout 2, or 1 of builds that gave nothing up
   */
  public static DecisionGathering read(DataInput in, int layout) throws IOException {
    DecisionGathering gathering = new DecisionGathering();
    gathering.readouts = Tally.read(in, layout);
    gathering.logProbs = Tally.read(in, layout);
    List<String> hooks = new ArrayList<>();
    int count = in.readInt();
    for (int i = 0; i < count; i++) {
      hooks.add(in.readUTF());
    }
    gathering.hooks = List.copyOf(hooks);
    int seen = in.readInt();
    for (int i = 0; i < seen; i++) {
      String hook = in.readUTF();
      gathering.activations.put(hook, Tally.read(in, layout));
    }
    return gathering;
  }
}
