package io.plumbline.streamjobs.operator.evidence;

import io.plumbline.streamjobs.policy.PolicyState;
import io.plumbline.streamjobs.probe.PairState;
import io.plumbline.streamjobs.probe.ProbeState;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What the probes of a run carry from one checkpoint to the next. Immutable.
 *
 * @param policies of the policy probes
 * @param ridges of the ridge probes, by scope
 * @param pairs of the probes of pairs, by scope
 * @param base scores of the base checkpoint, by {@code probe:score}
 * @param baseFailure why there is nothing to compare with, if the base is incomplete
 */
public record ProbeCarry(
    SortedMap<Probe, PolicyState> policies,
    SortedMap<String, ProbeState> ridges,
    SortedMap<String, PairState> pairs,
    SortedMap<String, Double> base,
    Optional<String> baseFailure) {

  public ProbeCarry {
    policies = Collections.unmodifiableSortedMap(new TreeMap<>(policies));
    ridges = Collections.unmodifiableSortedMap(new TreeMap<>(ridges));
    pairs = Collections.unmodifiableSortedMap(new TreeMap<>(pairs));
    base = Collections.unmodifiableSortedMap(new TreeMap<>(base));
  }

  /** Before the base checkpoint. */
  public static ProbeCarry initial() {
    return withoutBase(Optional.empty());
  }

  /** After a base checkpoint that is incomplete. */
  public static ProbeCarry withoutBase(String reason) {
    return withoutBase(Optional.of(reason));
  }

  private static ProbeCarry withoutBase(Optional<String> failure) {
    return new ProbeCarry(
        new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), failure);
  }

  ProbeCarry withBase(SortedMap<String, Double> scores) {
    return new ProbeCarry(policies, ridges, pairs, scores, baseFailure);
  }

  /** Equal carries write equal bytes. */
  public void write(DataOutput out) throws IOException {
    write(out, policies, Probe::name, PolicyState::write);
    write(out, ridges, scope -> scope, ProbeState::write);
    write(out, pairs, scope -> scope, PairState::write);
    write(out, base, name -> name, (score, to) -> to.writeDouble(score));
    out.writeBoolean(baseFailure.isPresent());
    out.writeUTF(baseFailure.orElse(""));
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @param withDirectBase whether it wrote the direct probe's base, as it does
   */
  public static ProbeCarry read(DataInput in, boolean withDirectBase) throws IOException {
    SortedMap<Probe, PolicyState> policies = new TreeMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      policies.put(Probe.valueOf(in.readUTF()), PolicyState.read(in));
    }
    SortedMap<String, ProbeState> ridges = new TreeMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      ridges.put(in.readUTF(), ProbeState.read(in, withDirectBase));
    }
    SortedMap<String, PairState> pairs = new TreeMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      pairs.put(in.readUTF(), PairState.read(in));
    }
    SortedMap<String, Double> base = new TreeMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      base.put(in.readUTF(), in.readDouble());
    }
    boolean failed = in.readBoolean();
    String reason = in.readUTF();
    return new ProbeCarry(
        policies, ridges, pairs, base, failed ? Optional.of(reason) : Optional.empty());
  }

  /** Writes one value. */
  private interface ValueWriter<V> {
    void write(V value, DataOutput out) throws IOException;
  }

  private static <K, V> void write(
      DataOutput out, SortedMap<K, V> map, Function<K, String> name, ValueWriter<V> writer)
      throws IOException {
    out.writeInt(map.size());
    for (Map.Entry<K, V> entry : map.entrySet()) {
      out.writeUTF(name.apply(entry.getKey()));
      writer.write(entry.getValue(), out);
    }
  }
}
