package io.plumbline.streamjobs.operator.evidence;

import io.plumbline.streamjobs.linalg.BinaryCodec;
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

  /** Equal carries give equal bytes. */
  public byte[] toBytes() {
    return BinaryCodec.toBytes(this::write);
  }

  /** Reads what {@link #toBytes} wrote. */
  public static ProbeCarry fromBytes(byte[] bytes) {
    return BinaryCodec.fromBytes(bytes, ProbeCarry::read);
  }

  private void write(DataOutput out) throws IOException {
    write(out, policies, (key, value) -> write(out, key.name(), value.toBytes()));
    write(out, ridges, (key, value) -> write(out, key, value.toBytes()));
    write(out, pairs, (key, value) -> write(out, key, value.toBytes()));
    write(
        out,
        base,
        (key, value) -> {
          out.writeUTF(key);
          out.writeDouble(value);
        });
    out.writeBoolean(baseFailure.isPresent());
    out.writeUTF(baseFailure.orElse(""));
  }

  private static ProbeCarry read(DataInput in) throws IOException {
    SortedMap<Probe, PolicyState> policies = new TreeMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      policies.put(Probe.valueOf(in.readUTF()), PolicyState.fromBytes(bytes(in)));
    }
    SortedMap<String, ProbeState> ridges = new TreeMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      ridges.put(in.readUTF(), ProbeState.fromBytes(bytes(in)));
    }
    SortedMap<String, PairState> pairs = new TreeMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      pairs.put(in.readUTF(), PairState.fromBytes(bytes(in)));
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

  /** Writes one entry. */
  private interface EntryWriter<K, V> {
    void write(K key, V value) throws IOException;
  }

  private static <K, V> void write(DataOutput out, SortedMap<K, V> map, EntryWriter<K, V> writer)
      throws IOException {
    out.writeInt(map.size());
    for (Map.Entry<K, V> entry : map.entrySet()) {
      writer.write(entry.getKey(), entry.getValue());
    }
  }

  private static void write(DataOutput out, String key, byte[] bytes) throws IOException {
    out.writeUTF(key);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static byte[] bytes(DataInput in) throws IOException {
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    return bytes;
  }
}
