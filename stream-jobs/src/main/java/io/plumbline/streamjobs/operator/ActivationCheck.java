package io.plumbline.streamjobs.operator;

import io.plumbline.schemas.digest.Sha256;
import io.plumbline.schemas.record.ActivationBatch;
import io.plumbline.schemas.record.RowRole;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** What makes an activation batch unusable. */
final class ActivationCheck implements Check<ActivationBatch> {
  private static final long serialVersionUID = 1L;

  @Override
  public Optional<String> misplaced(ActivationBatch batch) {
    if (batch.getHook().isEmpty()) {
      return Optional.of("it names no hook");
    }
    if (batch.getRole() == RowRole.CORPUS && batch.getPosition().getOrdinal() != 0) {
      return Optional.of("it has corpus rows, which only the base checkpoint has");
    }
    if (batch.getRole() == RowRole.TARGET && !batch.getHooks().contains(batch.getHook())) {
      return Optional.of("its hook " + batch.getHook() + " is not among " + batch.getHooks());
    }
    return Positions.misplaced(batch.getPosition());
  }

  /**
   * Of corpus rows nothing here: a failed batch in place of a damaged one would look like a shard
   * that was never extracted, which a dictionary can be trained without.
   */
  @Override
  public Optional<String> damaged(ActivationBatch batch) {
    return batch.getRole() == RowRole.CORPUS ? Optional.empty() : damagedContent(batch);
  }

  /** Why the content of a batch cannot be used, if so, whatever its rows are for. */
  Optional<String> damagedContent(ActivationBatch batch) {
    int rows = batch.getItems().size();
    if (batch.getPosition().getFailure() != null) {
      return rows == 0 ? Optional.empty() : Optional.of("it is marked as failed but has rows");
    }
    if (batch.getCandidates().size() != rows || batch.getTokens().size() != rows) {
      return Optional.of("its items, candidates and tokens differ in number");
    }
    if (batch.getWidth() < 1) {
      return Optional.of("its width is " + batch.getWidth());
    }
    return Payloads.damaged(
        batch.getPayload(), batch.getDtype(), batch.getDigest(), rows, batch.getWidth());
  }

  @Override
  public ActivationBatch failed(ActivationBatch batch, String reason) {
    return ActivationBatch.newBuilder(batch)
        .setPosition(Positions.failed(batch.getPosition(), reason))
        .setItems(List.of())
        .setCandidates(List.of())
        .setTokens(List.of())
        .setDigest(Sha256.hex(new byte[0]))
        .setPayload(ByteBuffer.allocate(0))
        .build();
  }
}
