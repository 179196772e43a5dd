package io.plumbline.streamjobs.operator;

import io.plumbline.schemas.record.ActivationBatch;
import io.plumbline.schemas.record.BatchPosition;
import io.plumbline.schemas.record.DictionaryRefresh;
import io.plumbline.schemas.record.DictionaryVersion;
import io.plumbline.schemas.record.Dtype;
import io.plumbline.schemas.record.Score;
import io.plumbline.schemas.record.SparseRows;
import io.plumbline.schemas.tensor.TensorPayload;
import io.plumbline.streamjobs.dictionary.RefreshScores;
import io.plumbline.streamjobs.dictionary.RefreshStep;
import io.plumbline.streamjobs.linalg.CsrMatrix;
import io.plumbline.streamjobs.operator.evidence.ScoreRecords;
import io.plumbline.streamjobs.stats.Estimate;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.IntStream;

/** Makes records of refreshes. */
final class RefreshRecords {
  private static final String NULL_STEP = ":null-step";
  private static final String REFRESHED = ":refreshed-";

  private RefreshRecords() {}

  /**
   * What a refresh did.
   *
   * @param any batch of the checkpoint
   * @param start digest of the frozen dictionary
   */
  static DictionaryRefresh of(
      ActivationBatch any, String start, RefreshStep step, RefreshStep nullStep) {
    return at(any.getPosition(), start)
        .setNullStep(nullStep.dictionary().digest())
        .setScores(scores(RefreshScores.of(step, nullStep)))
        .setControls(scores(RefreshScores.ofNull(nullStep)))
        .build();
  }

  /** Why there is no refresh. */
  static DictionaryRefresh none(ActivationBatch any, String start, String reason) {
    return at(any.getPosition(), start)
        .setNullStep("")
        .setReason(reason)
        .setScores(List.of())
        .setControls(List.of())
        .build();
  }

  private static DictionaryRefresh.Builder at(BatchPosition position, String start) {
    return DictionaryRefresh.newBuilder()
        .setOrdinal(position.getOrdinal())
        .setStep(position.getStep())
        .setCheckpoint(position.getCheckpoint())
        .setStart(start);
  }

  private static List<Score> scores(SortedMap<String, Estimate> estimates) {
    return estimates.entrySet().stream()
        .map(score -> ScoreRecords.of(score.getKey(), score.getValue()).build())
        .toList();
  }

  /** The weights that a refresh has come to, at the base its null step's. */
  static List<DictionaryVersion> weights(
      ActivationBatch any, RefreshStep step, DictionaryRefresh refresh) {
    int ordinal = refresh.getOrdinal();
    String hook = any.getHook() + (ordinal == 0 ? NULL_STEP : REFRESHED + ordinal);
    BatchPosition position = any.getPosition();
    return new DictionaryPublisher(position.getRun(), hook, position.getTime())
        .frozen(0, step.dictionary(), step.progress()).stream()
            .map(chunk -> DictionaryVersion.newBuilder(chunk).setRefresh(refresh).build())
            .toList();
  }

  /** Features by a dictionary. */
  static SparseRows rows(String dictionary, CsrMatrix features) {
    return SparseRows.newBuilder()
        .setDictionary(dictionary)
        .setRowPointers(IntStream.of(features.rowPointers()).boxed().toList())
        .setColumns(IntStream.of(features.columnIndices()).boxed().toList())
        .setValues(TensorPayload.encode(features.values(), Dtype.F32))
        .build();
  }
}
