package io.plumbline.streamjobs.operator;

import io.plumbline.schemas.digest.RunDigest;
import io.plumbline.schemas.record.FeedbackDataset;
import io.plumbline.schemas.record.RunSpec;
import io.plumbline.schemas.settings.RunSettings;
import io.plumbline.schemas.settings.Setting;
import io.plumbline.streamjobs.source.Received;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.avro.specific.SpecificRecordBase;

/** Specifications of small runs. */
final class Runs {
  private Runs() {}

  static RunSpec spec(String run, FeedbackDataset feedback, Map<Setting<?>, String> changed) {
    RunSettings settings = RunSettings.defaults();
    for (Map.Entry<Setting<?>, String> entry : changed.entrySet()) {
      settings = settings.with(entry.getKey().name(), entry.getValue());
    }
    return RunDigest.sealed(
        RunSpec.newBuilder()
            .setRun(run)
            .setDigest("")
            .setTime(1)
            .setCodeVersion("test")
            .setBaseModel("tiny")
            .setBaseDigest("0")
            .setFeedback(feedback)
            .setSettings(settings.toRecords())
            .build());
  }

  /** As if read from a topic. */
  static <T extends SpecificRecordBase> Received<T> received(T record, long offset) {
    return new Received<>("test", 0, offset, 1_000, new byte[] {1}, record);
  }

  /** As if read from a topic, but not readable. */
  static <T extends SpecificRecordBase> Received<T> lost(String key, long offset) {
    return new Received<>("test", 0, offset, 1_000, key.getBytes(StandardCharsets.UTF_8), null);
  }
}
