package io.plumbline.streamjobs.operator;

import io.plumbline.schemas.record.RunSpec;
import io.plumbline.streamjobs.source.Received;
import io.plumbline.streamjobs.source.Rejected;
import io.plumbline.streamjobs.state.RecordType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ReadOnlyBroadcastState;
import org.apache.flink.api.common.typeinfo.Types;

/** The specifications of runs as broadcast state. The first of a run holds. */
public final class RunSpecs {
  /** Specifications by run. */
  public static final MapStateDescriptor<String, RunSpec> STATE =
      new MapStateDescriptor<>("runs", Types.STRING, new RecordType<>(RunSpec.class));

  private RunSpecs() {}

  /** The runs that use a dataset. */
  static List<RunSpec> using(ReadOnlyBroadcastState<String, RunSpec> state, String dataset)
      throws Exception {
    List<RunSpec> specs = new ArrayList<>();
    for (Map.Entry<String, RunSpec> entry : state.immutableEntries()) {
      if (entry.getValue().getFeedback().getId().equals(dataset)) {
        specs.add(entry.getValue());
      }
    }
    return specs;
  }

  /**
   * Takes a specification in, unless the run has one with another digest.
   *
   * @return the specification refused, if so
   */
  static Optional<Rejected<RunSpec>> add(
      BroadcastState<String, RunSpec> state, Received<RunSpec> received) throws Exception {
    RunSpec spec = received.value();
    RunSpec known = state.get(spec.getRun());
    if (known == null) {
      state.put(spec.getRun(), spec);
      return Optional.empty();
    }
    if (known.getDigest().equals(spec.getDigest())) {
      return Optional.empty();
    }
    return Optional.of(
        new Rejected<>(
            received,
            "run "
                + spec.getRun()
                + " is specified already, with another digest; give this one another name"));
  }
}
