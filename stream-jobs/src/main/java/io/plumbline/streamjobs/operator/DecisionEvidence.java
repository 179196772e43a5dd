package io.plumbline.streamjobs.operator;

import io.plumbline.schemas.record.ActivationBatch;
import io.plumbline.schemas.record.CheckpointArrived;
import io.plumbline.schemas.record.LogProbBatch;
import io.plumbline.schemas.record.ReadoutBatch;
import io.plumbline.schemas.topic.Keys;
import io.plumbline.streamjobs.source.Received;
import java.util.Map;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * A record about decision positions: one of its components, the others are null.
 *
 * @param run name of its run
 */
public record DecisionEvidence(
    String run,
    Received<ActivationBatch> activations,
    Received<ReadoutBatch> readout,
    Received<LogProbBatch> logProbs,
    Received<CheckpointArrived> checkpoint) {
  /** Flink's type of it. */
  public static final TypeInformation<DecisionEvidence> TYPE =
      Types.POJO(
          DecisionEvidence.class,
          Map.of(
              "run",
              Types.STRING,
              "activations",
              Received.type(ActivationBatch.class),
              "readout",
              Received.type(ReadoutBatch.class),
              "logProbs",
              Received.type(LogProbBatch.class),
              "checkpoint",
              Received.type(CheckpointArrived.class)));

  /** With DECISION rows. */
  public static DecisionEvidence ofActivations(Received<ActivationBatch> received) {
    String run = run(received, batch -> batch.getPosition().getRun());
    return new DecisionEvidence(run, received, null, null, null);
  }

  public static DecisionEvidence ofReadout(Received<ReadoutBatch> received) {
    String run = run(received, batch -> batch.getPosition().getRun());
    return new DecisionEvidence(run, null, received, null, null);
  }

  /** With log-probabilities of the base. */
  public static DecisionEvidence ofLogProbs(Received<LogProbBatch> received) {
    String run = run(received, batch -> batch.getPosition().getRun());
    return new DecisionEvidence(run, null, null, received, null);
  }

  public static DecisionEvidence ofCheckpoint(Received<CheckpointArrived> received) {
    String run = run(received, CheckpointArrived::getRun);
    return new DecisionEvidence(run, null, null, null, received);
  }

  private static <T extends SpecificRecordBase> String run(
      Received<T> received, Function<T, String> ofValue) {
    return received.isLost() ? Keys.first(received.keyText()) : ofValue.apply(received.value());
  }
}
