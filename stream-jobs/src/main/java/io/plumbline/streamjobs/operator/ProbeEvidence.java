package io.plumbline.streamjobs.operator;

import io.plumbline.schemas.record.CheckpointArrived;
import io.plumbline.schemas.record.FeatureBatch;
import io.plumbline.schemas.record.LogProbBatch;
import io.plumbline.schemas.topic.Keys;
import io.plumbline.streamjobs.source.Received;
import java.util.Map;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * A record about a checkpoint: one of its components, the others are null.
 *
 * @param run name of its run
 */
public record ProbeEvidence(
    String run,
    Received<FeatureBatch> features,
    Received<LogProbBatch> logProbs,
    Received<CheckpointArrived> checkpoint) {
  /** Flink's type of it. */
  public static final TypeInformation<ProbeEvidence> TYPE =
      Types.POJO(
          ProbeEvidence.class,
          Map.of(
              "run",
              Types.STRING,
              "features",
              Received.type(FeatureBatch.class),
              "logProbs",
              Received.type(LogProbBatch.class),
              "checkpoint",
              Received.type(CheckpointArrived.class)));

  public static ProbeEvidence ofFeatures(Received<FeatureBatch> received) {
    return new ProbeEvidence(
        run(received, batch -> batch.getPosition().getRun()), received, null, null);
  }

  public static ProbeEvidence ofLogProbs(Received<LogProbBatch> received) {
    return new ProbeEvidence(
        run(received, batch -> batch.getPosition().getRun()), null, received, null);
  }

  public static ProbeEvidence ofCheckpoint(Received<CheckpointArrived> received) {
    return new ProbeEvidence(run(received, CheckpointArrived::getRun), null, null, received);
  }

  private static <T extends SpecificRecordBase> String run(
      Received<T> received, Function<T, String> ofValue) {
    return received.isLost() ? Keys.first(received.keyText()) : ofValue.apply(received.value());
  }
}
