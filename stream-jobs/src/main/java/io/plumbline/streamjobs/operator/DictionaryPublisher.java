package io.plumbline.streamjobs.operator;

import io.plumbline.schemas.record.ActivationBatch;
import io.plumbline.schemas.record.DictionaryVersion;
import io.plumbline.streamjobs.dictionary.Dictionary;
import io.plumbline.streamjobs.dictionary.DictionaryCodec;
import io.plumbline.streamjobs.dictionary.TrainingProgress;
import io.plumbline.streamjobs.sink.MessageLimit;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes records of a dictionary's training.
 *
 * @param run the run
 * @param hook its hook
 * @param time of the batch that training has come to
 */
record DictionaryPublisher(String run, String hook, long time) {

  /** For what a batch has brought. */
  static DictionaryPublisher of(ActivationBatch batch) {
    return new DictionaryPublisher(
        batch.getPosition().getRun(), batch.getHook(), batch.getPosition().getTime());
  }

  /** How training goes, without weights. */
  DictionaryVersion progress(
      int version, Dictionary dictionary, TrainingProgress progress, Optional<String> note) {
    return version(version, dictionary, progress, note).build();
  }

  /** The end of training: the weights in parts that fit into messages. */
  List<DictionaryVersion> frozen(int version, Dictionary dictionary, TrainingProgress progress) {
    return frozen(version, dictionary, progress, Optional.empty());
  }

  /** The end of training that had to do without something. */
  List<DictionaryVersion> frozen(
      int version, Dictionary dictionary, TrainingProgress progress, Optional<String> note) {
    List<byte[]> chunks =
        DictionaryCodec.split(DictionaryCodec.toBytes(dictionary), MessageLimit.CHUNK_BYTES);
    String digest = dictionary.digest();
    List<DictionaryVersion> records = new ArrayList<>();
    for (int i = 0; i < chunks.size(); i++) {
      records.add(
          version(version, dictionary, progress, note)
              .setFrozen(true)
              .setDigest(digest)
              .setChunk(i)
              .setChunks(chunks.size())
              .setPayload(ByteBuffer.wrap(chunks.get(i)))
              .build());
    }
    return records;
  }

  private DictionaryVersion.Builder version(
      int version, Dictionary dictionary, TrainingProgress progress, Optional<String> note) {
    return DictionaryVersion.newBuilder()
        .setRun(run)
        .setHook(hook)
        .setVersion(version)
        .setTime(time)
        .setKind(dictionary.kind())
        .setWidth(dictionary.width())
        .setFeatures(dictionary.features())
        .setFrozen(false)
        .setTokensSeen(progress.tokensSeen())
        .setFvu(progress.fvu().orElse(Double.NaN))
        .setL0(progress.l0().orElse(Double.NaN))
        .setDead(progress.dead())
        .setNote(note.orElse(null))
        .setChunk(0)
        .setChunks(0)
        .setPayload(ByteBuffer.allocate(0));
  }
}
