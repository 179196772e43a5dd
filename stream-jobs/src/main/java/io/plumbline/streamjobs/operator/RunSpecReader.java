package io.plumbline.streamjobs.operator;

import io.plumbline.schemas.UserError;
import io.plumbline.schemas.record.RunSpec;
import io.plumbline.schemas.serde.TrustedRecords;
import io.plumbline.schemas.settings.RunSettings;
import io.plumbline.streamjobs.source.Received;
import io.plumbline.streamjobs.source.Rejected;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Completes the settings of runs and puts the overrides of a what-if in. The digest stays that of
 * the recorded run, so that seeds, and with them folds and resamples, stay too. Runs with settings
 * that this version does not know are refused.
 */
public final class RunSpecReader extends ProcessFunction<Received<RunSpec>, Received<RunSpec>> {
  private static final long serialVersionUID = 1L;

  static {
    TrustedRecords.trust();
  }

  private final TreeMap<String, String> overrides;
  private final OutputTag<Rejected<RunSpec>> rejected = Rejected.tag(RunSpec.class);

  /**
   * @param overrides values of settings by name
   */
  public RunSpecReader(Map<String, String> overrides) {
    this.overrides = new TreeMap<>(overrides);
  }

  @Override
  public void processElement(
      Received<RunSpec> in, Context context, Collector<Received<RunSpec>> out) {
    RunSpec spec = in.value();
    RunSettings settings;
    try {
      settings = RunSettings.of(spec.getSettings());
      for (Map.Entry<String, String> override : overrides.entrySet()) {
        settings = settings.with(override.getKey(), override.getValue());
      }
    } catch (UserError e) {
      context.output(rejected, new Rejected<>(in, e.getMessage()));
      return;
    }
    out.collect(in.with(RunSpec.newBuilder(spec).setSettings(settings.toRecords()).build()));
  }
}
