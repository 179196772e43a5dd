package io.plumbline.streamjobs.operator.evidence;

import io.plumbline.schemas.record.Dtype;
import io.plumbline.schemas.record.FeatureBatch;
import io.plumbline.schemas.tensor.TensorPayload;
import io.plumbline.streamjobs.linalg.CsrMatrix;
import java.util.List;

/** Features of batches as matrices. */
final class FeatureMatrices {
  private FeatureMatrices() {}

  /** {@code [rows, d_sae]}. */
  static CsrMatrix of(FeatureBatch batch) throws UnusableEvidenceException {
    try {
      return new CsrMatrix(
          batch.getFeatures(),
          unboxed(batch.getRowPointers()),
          unboxed(batch.getColumns()),
          TensorPayload.decode(batch.getValues(), Dtype.F32, batch.getColumns().size()));
    } catch (IllegalArgumentException e) {
      throw new UnusableEvidenceException(
          "a feature batch at " + batch.getHook() + " is no matrix: " + e.getMessage());
    }
  }

  private static int[] unboxed(List<Integer> values) {
    return values.stream().mapToInt(Integer::intValue).toArray();
  }
}
