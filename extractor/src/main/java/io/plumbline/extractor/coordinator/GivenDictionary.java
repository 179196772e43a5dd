package io.plumbline.extractor.coordinator;

import io.plumbline.schemas.record.DictionaryVersion;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A dictionary that a run uses instead of training one.
 *
 * @param hook TransformerLens name of the hook that it is used at
 * @param kind its kind, in one word
 * @param width d_model
 * @param features d_sae
 * @param digest SHA-256 of the weights
 * @param weights its canonical bytes; the array is not copied
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record GivenDictionary(
    String hook, String kind, int width, int features, String digest, byte[] weights) {
  private static final int CHUNK_BYTES = 512 << 10;

  /** The weights in parts that fit into messages. */
  public List<DictionaryVersion> chunks(String run, long time) {
    int count = (weights.length + CHUNK_BYTES - 1) / CHUNK_BYTES;
    List<DictionaryVersion> chunks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int from = i * CHUNK_BYTES;
      int length = Math.min(CHUNK_BYTES, weights.length - from);
      chunks.add(
          DictionaryVersion.newBuilder()
              .setRun(run)
              .setHook(hook)
              .setVersion(0)
              .setTime(time)
              .setKind(kind)
              .setWidth(width)
              .setFeatures(features)
              .setFrozen(true)
              .setTokensSeen(0)
              .setFvu(Double.NaN)
              .setL0(Double.NaN)
              .setDead(0)
              .setDigest(digest)
              .setChunk(i)
              .setChunks(count)
              .setPayload(ByteBuffer.wrap(weights, from, length).slice())
              .build());
    }
    return chunks;
  }
}
