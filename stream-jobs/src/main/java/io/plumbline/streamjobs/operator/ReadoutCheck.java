package io.plumbline.streamjobs.operator;

import io.plumbline.schemas.digest.Sha256;
import io.plumbline.schemas.record.NormType;
import io.plumbline.schemas.record.ReadoutBatch;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** What makes a readout unusable. */
final class ReadoutCheck implements Check<ReadoutBatch> {
  private static final long serialVersionUID = 1L;

  /** Rows of the payload that belong to the norm. */
  private static final int NORM_ROWS = 2;

  @Override
  public Optional<String> misplaced(ReadoutBatch batch) {
    return batch.getHooks().isEmpty()
        ? Optional.of("it names no hooks")
        : Positions.misplaced(batch.getPosition());
  }

  @Override
  public Optional<String> damaged(ReadoutBatch batch) {
    int rows = batch.getTokens().size();
    if (batch.getPosition().getFailure() != null) {
      return rows == 0 ? Optional.empty() : Optional.of("it is marked as failed but has rows");
    }
    int targets = batch.getItems().size();
    if (batch.getTexts().size() != rows
        || batch.getCandidates().size() != targets
        || batch.getCandidateTokens().size() != targets) {
      return Optional.of("its tokens and texts, or its items, candidates and their tokens, differ");
    }
    if (batch.getNorm() == NormType.OTHER) {
      return Optional.of("its final norm is of a kind that this version does not know");
    }
    if (batch.getWidth() < 1) {
      return Optional.of("its width is " + batch.getWidth());
    }
    return Payloads.damaged(
        batch.getPayload(),
        batch.getDtype(),
        batch.getDigest(),
        NORM_ROWS + rows,
        batch.getWidth());
  }

  @Override
  public ReadoutBatch failed(ReadoutBatch batch, String reason) {
    return ReadoutBatch.newBuilder(batch)
        .setPosition(Positions.failed(batch.getPosition(), reason))
        .setTokens(List.of())
        .setTexts(List.of())
        .setItems(List.of())
        .setCandidates(List.of())
        .setCandidateTokens(List.of())
        .setDigest(Sha256.hex(new byte[0]))
        .setPayload(ByteBuffer.allocate(0))
        .build();
  }
}
