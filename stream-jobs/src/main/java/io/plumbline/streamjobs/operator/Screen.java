package io.plumbline.streamjobs.operator;

import io.plumbline.schemas.serde.TrustedRecords;
import io.plumbline.streamjobs.source.Received;
import io.plumbline.streamjobs.source.Rejected;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Refuses unusable batches. A damaged batch is refused and a failed one sent on in its place: the
 * checkpoint is then reported incomplete, with the reason, instead of waiting for ever. One whose
 * place cannot be believed is lost.
 */
public final class Screen<T extends SpecificRecordBase>
    extends ProcessFunction<Received<T>, Received<T>> {
  private static final long serialVersionUID = 1L;

  static {
    TrustedRecords.trust();
  }

  private final Check<T> check;
  private final OutputTag<Rejected<T>> rejected;

  Screen(Check<T> check, OutputTag<Rejected<T>> rejected) {
    this.check = check;
    this.rejected = rejected;
  }

  @Override
  public void processElement(Received<T> in, Context context, Collector<Received<T>> out) {
    if (in.isLost()) {
      out.collect(in);
      return;
    }
    T batch = in.value();
    Optional<String> misplaced = check.misplaced(batch);
    if (misplaced.isPresent()) {
      context.output(rejected, new Rejected<>(in, misplaced.get()));
      if (in.key() != null) {
        out.collect(in.lost());
      }
      return;
    }
    Optional<String> damaged = check.damaged(batch);
    if (damaged.isPresent()) {
      context.output(rejected, new Rejected<>(in, damaged.get()));
      out.collect(in.with(check.failed(batch, damaged.get())));
      return;
    }
    out.collect(in);
  }
}
