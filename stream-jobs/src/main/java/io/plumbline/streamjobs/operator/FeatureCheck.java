package io.plumbline.streamjobs.operator;

import io.plumbline.schemas.record.FeatureBatch;
import io.plumbline.schemas.record.RefreshedFeatures;
import io.plumbline.schemas.record.SparseRows;
import java.util.Optional;

/** What makes a feature batch unusable. */
final class FeatureCheck implements Check<FeatureBatch> {
  private static final long serialVersionUID = 1L;

  @Override
  public Optional<String> misplaced(FeatureBatch batch) {
    if (!batch.getHooks().contains(batch.getHook())) {
      return Optional.of("its hook " + batch.getHook() + " is not among " + batch.getHooks());
    }
    return Positions.misplaced(batch.getPosition());
  }

  @Override
  public Optional<String> damaged(FeatureBatch batch) {
    int rows = batch.getItems().size();
    int entries = batch.getColumns().size();
    int tokens = batch.getTokens().size();
    if (batch.getCandidates().size() != rows
        || (tokens != 0 && tokens != rows)
        || batch.getRowPointers().size() != rows + 1
        || batch.getRowPointers().get(rows) != entries
        || batch.getValues().remaining() != entries * Float.BYTES) {
      return Optional.of("its rows, columns and values do not fit together");
    }
    int raw = batch.getActivations().remaining();
    if (raw != 0 && raw != rows * batch.getSum().size() * Float.BYTES) {
      return Optional.of("its activations are not of its rows");
    }
    RefreshedFeatures refresh = batch.getRefresh();
    if (refresh != null
        && refresh.getRefresh().getReason() == null
        && !(fit(refresh.getRefreshed(), rows) && fit(refresh.getNullStep(), rows))) {
      return Optional.of("its refreshed rows, columns and values do not fit together");
    }
    return Optional.empty();
  }

  private static boolean fit(SparseRows sparse, int rows) {
    return sparse != null
        && sparse.getRowPointers().size() == rows + 1
        && sparse.getRowPointers().get(rows) == sparse.getColumns().size()
        && sparse.getValues().remaining() == sparse.getColumns().size() * Float.BYTES;
  }

  @Override
  public FeatureBatch failed(FeatureBatch batch, String reason) {
    return FeatureBatches.failed(
        Positions.failed(batch.getPosition(), reason), batch.getHook(), batch.getHooks());
  }
}
