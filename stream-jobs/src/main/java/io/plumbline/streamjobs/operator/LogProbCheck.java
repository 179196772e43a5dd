package io.plumbline.streamjobs.operator;

import io.plumbline.schemas.digest.Sha256;
import io.plumbline.schemas.record.LogProbBatch;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** What makes a batch of log-probabilities unusable. */
final class LogProbCheck implements Check<LogProbBatch> {
  private static final long serialVersionUID = 1L;

  @Override
  public Optional<String> misplaced(LogProbBatch batch) {
    return Positions.misplaced(batch.getPosition());
  }

  @Override
  public Optional<String> damaged(LogProbBatch batch) {
    int rows = batch.getItems().size();
    if (batch.getPosition().getFailure() != null) {
      return rows == 0 ? Optional.empty() : Optional.of("it is marked as failed but has rows");
    }
    boolean lexicon = batch.getLexicon() != null;
    if (batch.getTokens().size() != rows
        || batch.getCandidates().size() != (lexicon ? 0 : rows)
        || (!lexicon && !batch.getWords().isEmpty())) {
      return Optional.of("its items, candidates, tokens and words do not fit together");
    }
    int columns = lexicon ? batch.getWords().size() : 1;
    return Payloads.damaged(batch.getPayload(), batch.getDtype(), batch.getDigest(), rows, columns);
  }

  @Override
  public LogProbBatch failed(LogProbBatch batch, String reason) {
    return LogProbBatch.newBuilder(batch)
        .setPosition(Positions.failed(batch.getPosition(), reason))
        .setItems(List.of())
        .setCandidates(List.of())
        .setTokens(List.of())
        .setWords(List.of())
        .setDigest(Sha256.hex(new byte[0]))
        .setPayload(ByteBuffer.allocate(0))
        .build();
  }
}
