package io.plumbline.streamjobs.operator;

import io.plumbline.schemas.digest.Sha256;
import io.plumbline.schemas.record.ActivationBatch;
import io.plumbline.schemas.record.BatchPosition;
import io.plumbline.schemas.record.Dtype;
import io.plumbline.schemas.record.RowRole;
import io.plumbline.schemas.serde.TrustedRecords;
import io.plumbline.schemas.tensor.TensorPayload;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Activation batches of one run, with seeded content. */
record Activations(String run, List<String> hooks, int width, int rows) {
  static {
    TrustedRecords.trust();
  }

  /** All batches of the base's corpus and of the targets of some checkpoints, canonical order. */
  List<ActivationBatch> all(int checkpoints, int shards, int batches) {
    List<ActivationBatch> all = new ArrayList<>();
    for (String hook : hooks) {
      for (int shard = 0; shard < shards; shard++) {
        for (int index = 0; index < batches; index++) {
          boolean last = index == batches - 1;
          all.add(batch(hook, RowRole.CORPUS, position(0, shard, shards, index, last)));
          for (int ordinal = 0; ordinal < checkpoints; ordinal++) {
            all.add(batch(hook, RowRole.TARGET, position(ordinal, shard, shards, index, last)));
          }
        }
      }
    }
    return all;
  }

  BatchPosition position(int ordinal, int shard, int shards, int index, boolean last) {
    return new BatchPosition(
        run,
        ordinal * 15,
        ordinal,
        "checkpoint-" + ordinal,
        shard,
        shards,
        index,
        last,
        1_000L + ordinal,
        null);
  }

  ActivationBatch batch(String hook, RowRole role, BatchPosition position) {
    String id = hook + role + position.getOrdinal() + position.getShard() + position.getIndex();
    Random random = new Random(id.hashCode());
    float[] values = new float[rows * width];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return batch(hook, role, position, values);
  }

  ActivationBatch batch(String hook, RowRole role, BatchPosition position, float[] values) {
    int count = values.length / width;
    int first = position.getShard() * 100 + position.getIndex() * 10;
    ByteBuffer payload = TensorPayload.encode(values, Dtype.F32);
    return ActivationBatch.newBuilder()
        .setPosition(position)
        .setHook(hook)
        .setRole(role)
        .setHooks(hooks)
        .setItems(IntStream.range(0, count).mapToObj(i -> "item-" + (first + i / 3)).toList())
        .setCandidates(IntStream.range(0, count).mapToObj(i -> i % 3).toList())
        .setTokens(IntStream.range(0, count).boxed().toList())
        .setWidth(width)
        .setDtype(Dtype.F32)
        .setDigest(Sha256.hex(payload))
        .setPayload(payload)
        .build();
  }

  /** A batch with its values in another precision. */
  static ActivationBatch in(Dtype dtype, ActivationBatch batch) {
    int size = batch.getItems().size() * batch.getWidth();
    ByteBuffer payload =
        TensorPayload.encode(
            TensorPayload.decode(batch.getPayload(), batch.getDtype(), size), dtype);
    return ActivationBatch.newBuilder(batch)
        .setDtype(dtype)
        .setDigest(Sha256.hex(payload))
        .setPayload(payload)
        .build();
  }

  /** The batch that stands for a shard that could not be extracted. */
  ActivationBatch failed(String hook, RowRole role, BatchPosition position, String failure) {
    return new ActivationCheck().failed(batch(hook, role, position), failure);
  }
}
