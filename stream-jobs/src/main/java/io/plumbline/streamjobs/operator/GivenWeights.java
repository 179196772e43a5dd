package io.plumbline.streamjobs.operator;

import io.plumbline.schemas.record.DictionaryVersion;
import io.plumbline.schemas.topic.Keys;
import io.plumbline.streamjobs.dictionary.Dictionary;
import io.plumbline.streamjobs.dictionary.DictionaryCodec;
import io.plumbline.streamjobs.source.Received;
import io.plumbline.streamjobs.source.Rejected;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;

/** Weights that were given for one hook of one run. A view of the current key's state. */
final class GivenWeights {
  /** Chunks that wait to be joined, by digest and place. */
  static final MapStateDescriptor<String, Received<DictionaryVersion>> CHUNKS =
      new MapStateDescriptor<>(
          "given-weights", Types.STRING, Received.type(DictionaryVersion.class));

  private final MapState<String, Received<DictionaryVersion>> chunks;
  private final ValueState<Boolean> damaged;

  GivenWeights(RuntimeContext context) {
    this.chunks = context.getMapState(CHUNKS);
    this.damaged = context.getState(new ValueStateDescriptor<>("damaged-weights", Types.BOOLEAN));
  }

  /** A chunk could not be read. It does not matter to a dictionary that was whole before. */
  void lose() throws Exception {
    TreeSet<String> digests = new TreeSet<>();
    chunks.keys().forEach(place -> digests.add(Keys.first(place)));
    for (String digest : digests) {
      if (isWhole(digest)) {
        return;
      }
    }
    damaged.update(true);
  }

  /** Whether a chunk is missing that nobody waits for. */
  boolean isDamaged() throws IOException {
    return damaged.value() != null;
  }

  /** Takes a chunk in; it waits for {@link #join}. */
  void add(Received<DictionaryVersion> received) throws Exception {
    chunks.put(place(received.value().getDigest(), received.value().getChunk()), received);
  }

  /** Whether all chunks of a dictionary are there. */
  boolean isWhole(String digest) throws Exception {
    Received<DictionaryVersion> first = chunks.get(place(digest, 0));
    if (first == null) {
      return false;
    }
    for (int i = 1; i < first.value().getChunks(); i++) {
      if (!chunks.contains(place(digest, i))) {
        return false;
      }
    }
    return true;
  }

  /**
   * Joins the chunks of a whole dictionary.
   *
   * @throws IllegalArgumentException if they are not what the digest was made of
   */
  Dictionary join(String digest) throws Exception {
    List<ByteBuffer> payloads = new ArrayList<>();
    int count = chunks.get(place(digest, 0)).value().getChunks();
    for (int i = 0; i < count; i++) {
      payloads.add(chunks.get(place(digest, i)).value().getPayload());
    }
    Dictionary dictionary = DictionaryCodec.join(payloads);
    if (!dictionary.digest().equals(digest)) {
      throw new IllegalArgumentException("their digest is " + dictionary.digest());
    }
    return dictionary;
  }

  /** Refuses all chunks but those of a digest, which are forgotten. */
  void clearExcept(String digest, String reason, SaeOutputs out) throws Exception {
    TreeSet<String> places = new TreeSet<>();
    chunks.keys().forEach(places::add);
    for (String place : places) {
      if (!Keys.first(place).equals(digest)) {
        out.rejectedWeights().accept(new Rejected<>(chunks.get(place), reason));
      }
    }
    chunks.clear();
    damaged.clear();
  }

  boolean isEmpty() throws Exception {
    return chunks.isEmpty() && !isDamaged();
  }

  private static String place(String digest, int chunk) {
    return Keys.of(digest, chunk);
  }
}
