package io.plumbline.extractor.capture;

import io.plumbline.schemas.UserError;
import io.plumbline.schemas.digest.Sha256;
import io.plumbline.schemas.record.ActivationBatch;
import io.plumbline.schemas.record.BatchPosition;
import io.plumbline.schemas.record.Dtype;
import io.plumbline.schemas.record.ExtractionTask;
import io.plumbline.schemas.record.RowRole;
import io.plumbline.schemas.settings.RunSettings;
import io.plumbline.schemas.settings.Settings;
import io.plumbline.schemas.tensor.TensorPayload;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Packs captured rows into activation batches. */
record ActivationStream(ExtractionTask task, int width, Dtype dtype, int maxRows) {

  List<ActivationBatch> batches(String hook, RowRole role, List<CapturedRow> rows) {
    // Tokens of a candidate are averaged downstream, batch by batch.
    List<List<CapturedRow>> parts =
        Cut.of(
            rows,
            maxRows,
            width * TensorPayload.bytes(dtype),
            (row, next) -> role == RowRole.TARGET && row.isOfTheSame(next));
    List<ActivationBatch> batches = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      BatchPosition position = Positions.of(task, i, i == parts.size() - 1);
      batches.add(batch(hook, role, position, parts.get(i)));
    }
    return batches;
  }

  private ActivationBatch batch(
      String hook, RowRole role, BatchPosition position, List<CapturedRow> rows) {
    float[] values = new float[rows.size() * width];
    for (int i = 0; i < rows.size(); i++) {
      checkFinite(hook, rows.get(i));
      System.arraycopy(rows.get(i).vector(), 0, values, i * width, width);
    }
    ByteBuffer payload = TensorPayload.encode(values, dtype);
    return builder(task, hook, role)
        .setPosition(position)
        .setItems(rows.stream().map(CapturedRow::item).toList())
        .setCandidates(rows.stream().map(CapturedRow::candidate).toList())
        .setTokens(rows.stream().map(CapturedRow::token).toList())
        .setWidth(width)
        .setDtype(dtype)
        .setDigest(Sha256.hex(payload))
        .setPayload(payload)
        .build();
  }

  static ActivationBatch failure(ExtractionTask task, String hook, RowRole role, String reason) {
    ByteBuffer nothing = ByteBuffer.allocate(0);
    return builder(task, hook, role)
        .setPosition(Positions.failure(task, reason))
        .setItems(List.of())
        .setCandidates(List.of())
        .setTokens(List.of())
        .setWidth(0)
        .setDtype(Dtype.F32)
        .setDigest(Sha256.hex(nothing))
        .setPayload(nothing)
        .build();
  }

  private static ActivationBatch.Builder builder(ExtractionTask task, String hook, RowRole role) {
    return ActivationBatch.newBuilder()
        .setHook(hook)
        .setRole(role)
        .setHooks(task.getHooks())
        .setPositions(
            RunSettings.of(task.getSettings())
                .get(Settings.POSITIONS)
                .name()
                .toLowerCase(Locale.ROOT));
  }

  private static void checkFinite(String hook, CapturedRow row) {
    for (float value : row.vector()) {
      if (!Float.isFinite(value)) {
        throw new UserError(
            "the activation at "
                + hook
                + " of item "
                + row.item()
                + " holds "
                + value
                + "; the training run has diverged");
      }
    }
  }
}
