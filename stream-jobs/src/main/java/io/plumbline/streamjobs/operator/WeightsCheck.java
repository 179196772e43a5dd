package io.plumbline.streamjobs.operator;

import io.plumbline.schemas.record.DictionaryVersion;
import io.plumbline.streamjobs.source.Received;
import io.plumbline.streamjobs.source.Rejected;
import java.util.Optional;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/** Refuses chunks of given weights that have no place in a dictionary. */
public final class WeightsCheck
    extends ProcessFunction<Received<DictionaryVersion>, Received<DictionaryVersion>> {
  private static final long serialVersionUID = 1L;

  private final OutputTag<Rejected<DictionaryVersion>> rejected =
      Rejected.tag(DictionaryVersion.class);

  @Override
  public void processElement(
      Received<DictionaryVersion> in, Context context, Collector<Received<DictionaryVersion>> out) {
    Optional<String> reason = in.isLost() ? Optional.empty() : misplaced(in.value());
    if (reason.isPresent()) {
      context.output(rejected, new Rejected<>(in, reason.get()));
      if (in.key() != null) {
        out.collect(in.lost());
      }
    } else {
      out.collect(in);
    }
  }

  private static Optional<String> misplaced(DictionaryVersion chunk) {
    if (!chunk.getFrozen() || chunk.getDigest() == null) {
      return Optional.of("it is no part of a finished dictionary");
    }
    if (chunk.getChunk() < 0 || chunk.getChunk() >= chunk.getChunks()) {
      return Optional.of("it is chunk " + chunk.getChunk() + " of " + chunk.getChunks());
    }
    return Optional.empty();
  }
}
