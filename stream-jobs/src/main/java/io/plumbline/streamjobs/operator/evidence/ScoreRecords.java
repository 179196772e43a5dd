package io.plumbline.streamjobs.operator.evidence;

import io.plumbline.schemas.record.Score;
import io.plumbline.streamjobs.stats.Estimate;
import java.util.OptionalDouble;

/** Estimates as records. */
public final class ScoreRecords {
  private ScoreRecords() {}

  /** An estimate under its name, without a value at the base. */
  public static Score.Builder of(String name, Estimate estimate) {
    OptionalDouble value = estimate.statistic().value();
    return Score.newBuilder()
        .setName(name)
        .setValue(value.isPresent() ? value.getAsDouble() : null)
        .setLow(estimate.interval().map(i -> i.low()).orElse(null))
        .setHigh(estimate.interval().map(i -> i.high()).orElse(null))
        .setSamples(estimate.samples())
        .setReason(estimate.statistic().reason().orElse(null));
  }
}
