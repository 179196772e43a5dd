package io.plumbline.streamjobs.attribution;

import io.plumbline.streamjobs.linalg.BinaryCodec;
import io.plumbline.streamjobs.stats.Statistic;

/** What the attribution carries from one checkpoint to the next. Immutable. */
public final class AttributionState {
  private final ChangeTraining changes;
  private final BaseConditions conditions;
  private final Statistic namingCeiling;

  AttributionState(ChangeTraining changes, BaseConditions conditions, Statistic namingCeiling) {
    this.changes = changes;
    this.conditions = conditions;
    this.namingCeiling = namingCeiling;
  }

  ChangeTraining changes() {
    return changes;
  }

  BaseConditions conditions() {
    return conditions;
  }

  /** Of a head that is not trained. */
  Statistic namingCeiling() {
    return namingCeiling;
  }

  AttributionState with(ChangeTraining next) {
    return new AttributionState(next, conditions, namingCeiling);
  }

  /** Equal states give equal bytes. */
  public byte[] toBytes() {
    return BinaryCodec.toBytes(
        out -> {
          changes.write(out);
          conditions.write(out);
          out.writeBoolean(namingCeiling.isDefined());
          out.writeDouble(namingCeiling.orElse(0));
          out.writeUTF(namingCeiling.reason().orElse(""));
        });
  }

  /** Reads what {@link #toBytes} wrote. */
  public static AttributionState fromBytes(byte[] bytes) {
    return BinaryCodec.fromBytes(
        bytes,
        in -> {
          ChangeTraining changes = ChangeTraining.read(in);
          BaseConditions conditions = BaseConditions.read(in);
          boolean defined = in.readBoolean();
          double ceiling = in.readDouble();
          String reason = in.readUTF();
          return new AttributionState(
              changes, conditions, defined ? Statistic.of(ceiling) : Statistic.undefined(reason));
        });
  }
}
