package io.plumbline.streamjobs.operator;

import io.plumbline.schemas.record.ActivationBatch;
import io.plumbline.schemas.record.FeatureBatch;
import io.plumbline.schemas.record.LogProbBatch;
import io.plumbline.schemas.record.ReadoutBatch;
import io.plumbline.streamjobs.source.Rejected;

/** The screens of the batches that the jobs read. */
public final class Screens {
  private Screens() {}

  public static Screen<ActivationBatch> activations() {
    return new Screen<>(new ActivationCheck(), Rejected.tag(ActivationBatch.class));
  }

  public static Screen<LogProbBatch> logProbs() {
    return new Screen<>(new LogProbCheck(), Rejected.tag(LogProbBatch.class));
  }

  public static Screen<ReadoutBatch> readouts() {
    return new Screen<>(new ReadoutCheck(), Rejected.tag(ReadoutBatch.class));
  }

  public static Screen<FeatureBatch> features() {
    return new Screen<>(new FeatureCheck(), Rejected.tag(FeatureBatch.class));
  }
}
