package io.plumbline.streamjobs.operator.evidence;

import io.plumbline.streamjobs.linalg.BinaryCodec;
import io.plumbline.streamjobs.policy.PolicyState;
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
 * @param ridge of the ridge probes
 * @param base scores of the base checkpoint, by {@code probe:score}
 * @param baseFailure why there is nothing to compare with, if the base is incomplete
 */
public record ProbeCarry(
    SortedMap<Probe, PolicyState> policies,
    ProbeState ridge,
    SortedMap<String, Double> base,
    Optional<String> baseFailure) {

  public ProbeCarry {
    policies = Collections.unmodifiableSortedMap(new TreeMap<>(policies));
    base = Collections.unmodifiableSortedMap(new TreeMap<>(base));
  }

  /** Before the base checkpoint. */
  public static ProbeCarry initial() {
    return new ProbeCarry(new TreeMap<>(), ProbeState.initial(), new TreeMap<>(), Optional.empty());
  }

  /** After a base checkpoint that is incomplete. */
  public static ProbeCarry withoutBase(String reason) {
    return new ProbeCarry(
        new TreeMap<>(), ProbeState.initial(), new TreeMap<>(), Optional.of(reason));
  }

  ProbeCarry withBase(SortedMap<String, Double> scores) {
    return new ProbeCarry(policies, ridge, scores, baseFailure);
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
    out.writeInt(policies.size());
    for (Map.Entry<Probe, PolicyState> policy : policies.entrySet()) {
      out.writeUTF(policy.getKey().name());
      write(out, policy.getValue().toBytes());
    }
    write(out, ridge.toBytes());
    out.writeInt(base.size());
    for (Map.Entry<String, Double> score : base.entrySet()) {
      out.writeUTF(score.getKey());
      out.writeDouble(score.getValue());
    }
    out.writeBoolean(baseFailure.isPresent());
    out.writeUTF(baseFailure.orElse(""));
  }

  private static ProbeCarry read(DataInput in) throws IOException {
    SortedMap<Probe, PolicyState> policies = new TreeMap<>();
    int probes = in.readInt();
    for (int i = 0; i < probes; i++) {
      policies.put(Probe.valueOf(in.readUTF()), PolicyState.fromBytes(bytes(in)));
    }
    ProbeState ridge = ProbeState.fromBytes(bytes(in));
    SortedMap<String, Double> base = new TreeMap<>();
    int scores = in.readInt();
    for (int i = 0; i < scores; i++) {
      base.put(in.readUTF(), in.readDouble());
    }
    boolean failed = in.readBoolean();
    String reason = in.readUTF();
    return new ProbeCarry(policies, ridge, base, failed ? Optional.of(reason) : Optional.empty());
  }

  private static void write(DataOutput out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static byte[] bytes(DataInput in) throws IOException {
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    return bytes;
  }
}
