package io.plumbline.streamjobs.attribution;

import io.plumbline.streamjobs.dictionary.Dictionary;
import io.plumbline.streamjobs.stats.Statistic;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** What the attribution carries from one checkpoint to the next. Immutable. */
public final class AttributionState {
  private final ChangeTraining changes;
  private final BaseConditions conditions;
  private final Statistic namingCeiling;
  private final int words;

  AttributionState(
      ChangeTraining changes, BaseConditions conditions, Statistic namingCeiling, int words) {
    this.changes = changes;
    this.conditions = conditions;
    this.namingCeiling = namingCeiling;
    this.words = words;
  }

  ChangeTraining changes() {
    return changes;
  }

  BaseConditions conditions() {
    return conditions;
  }

  /**
   * Mean area under the ROC curve at which words of the wrong sign could be told from the others at
   * best, if the head is not trained.
   */
  public Statistic namingCeiling() {
    return namingCeiling;
  }

  /** Number of words behind it. */
  public int words() {
    return words;
  }

  /** The dictionary of the base's final residual stream that conditions are told by. */
  public Dictionary ofConditions() {
    return conditions.dictionary();
  }

  AttributionState with(ChangeTraining next) {
    return new AttributionState(next, conditions, namingCeiling, words);
  }

  /** Equal states write equal bytes. */
  public void write(DataOutput out) throws IOException {
    changes.write(out);
    conditions.write(out);
    out.writeBoolean(namingCeiling.isDefined());
    out.writeDouble(namingCeiling.orElse(0));
    out.writeUTF(namingCeiling.reason().orElse(""));
    out.writeInt(words);
  }

  /** Reads what {@link #write} wrote. */
  public static AttributionState read(DataInput in) throws IOException {
    ChangeTraining changes = ChangeTraining.read(in);
    BaseConditions conditions = BaseConditions.read(in);
    boolean defined = in.readBoolean();
    double ceiling = in.readDouble();
    String reason = in.readUTF();
    return new AttributionState(
        changes,
        conditions,
        defined ? Statistic.of(ceiling) : Statistic.undefined(reason),
        in.readInt());
  }
}
