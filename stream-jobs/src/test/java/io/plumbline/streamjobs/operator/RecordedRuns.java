package io.plumbline.streamjobs.operator;

import io.plumbline.schemas.record.RunSpec;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecordBase;

/** What an extractor would have published of small runs, for tests of whole jobs. */
public final class RecordedRuns {
  /** Checkpoints of each run, the base included. */
  public static final int CHECKPOINTS = 3;

  private RecordedRuns() {}

  /** The stated feedback of all of them. */
  public static List<SpecificRecordBase> feedback() {
    return new ArrayList<>(TinyFeedback.items());
  }

  /** A run that SaeJob and ProbeJob report on. */
  public static List<SpecificRecordBase> probed(String run) {
    TinyRun tiny = new TinyRun(run, CHECKPOINTS);
    return probed(tiny, tiny.spec());
  }

  /** The same with its dictionaries refreshed at every checkpoint. */
  public static List<SpecificRecordBase> refreshed(String run) {
    TinyRun tiny = new TinyRun(run, CHECKPOINTS);
    return probed(tiny, tiny.refreshedSpec());
  }

  private static List<SpecificRecordBase> probed(TinyRun tiny, RunSpec spec) {
    List<SpecificRecordBase> records = new ArrayList<>();
    records.add(spec);
    for (int ordinal = 0; ordinal < CHECKPOINTS; ordinal++) {
      records.add(tiny.checkpoint(ordinal));
    }
    records.addAll(tiny.activations());
    records.addAll(tiny.logProbs());
    return records;
  }

  /** A run that AttributionJob reports on. */
  public static List<SpecificRecordBase> attributed(String run) {
    TinyDecisions tiny = new TinyDecisions(run, CHECKPOINTS, true);
    List<SpecificRecordBase> records = new ArrayList<>();
    records.add(tiny.spec());
    records.addAll(tiny.all());
    return records;
  }
}
