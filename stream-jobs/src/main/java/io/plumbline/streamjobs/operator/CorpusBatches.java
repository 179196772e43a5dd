package io.plumbline.streamjobs.operator;

import io.plumbline.schemas.record.ActivationBatch;
import io.plumbline.schemas.record.BatchPosition;
import io.plumbline.streamjobs.source.Received;
import io.plumbline.streamjobs.source.Rejected;
import io.plumbline.streamjobs.state.BatchPlace;
import io.plumbline.streamjobs.state.ReorderBuffer;
import io.plumbline.streamjobs.state.Tally;
import io.plumbline.streamjobs.state.TallySerializer;
import java.io.IOException;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * The corpus batches of one hook in canonical order. A view of the current key's state.
 *
 * <p>The corpus ends before a batch whose content cannot be used. Where a record could not be read
 * before all had come, it ends at the first batch that was missing then, whatever comes later.
 */
final class CorpusBatches {
  /** Batches that wait for their turn, by place. */
  static final MapStateDescriptor<Long, Received<ActivationBatch>> WAITING =
      new MapStateDescriptor<>("corpus", Types.LONG, Received.type(ActivationBatch.class));

  private static final String LOST = Positions.lost("its corpus");

  private final MapState<Long, Received<ActivationBatch>> waiting;
  private final ReorderBuffer<Received<ActivationBatch>> inOrder;
  private final ValueState<Long> next;
  private final ValueState<Tally> seen;
  private final ValueState<Long> end;
  private final ValueState<String> why;
  private final ActivationCheck check = new ActivationCheck();

  CorpusBatches(RuntimeContext context) {
    this.waiting = context.getMapState(WAITING);
    this.next = context.getState(new ValueStateDescriptor<>("corpus-next", Types.LONG));
    this.inOrder = new ReorderBuffer<>(waiting, next, received -> received.value().getPosition());
    this.seen = context.getState(new ValueStateDescriptor<>("corpus-seen", new TallySerializer()));
    this.end = context.getState(new ValueStateDescriptor<>("corpus-end", Types.LONG));
    this.why = context.getState(new ValueStateDescriptor<>("corpus-end-reason", Types.STRING));
  }

  /** Takes a batch in; it waits for {@link #drain}. */
  void add(Received<ActivationBatch> received, SaeOutputs out) throws Exception {
    Tally tally = tally();
    Tally.Verdict verdict = tally.add(received.value().getPosition());
    if (verdict == Tally.Verdict.CONFLICT) {
      out.rejected().accept(new Rejected<>(received, Positions.CONFLICT));
      lose();
      return;
    }
    seen.update(tally);
    Optional<String> damage = check.damagedContent(received.value());
    if (damage.isEmpty()) {
      inOrder.add(received);
      return;
    }
    out.rejected().accept(new Rejected<>(received, damage.get()));
    if (verdict == Tally.Verdict.NEW) {
      endBefore(received.value().getPosition(), damage.get());
      inOrder.add(received.with(check.failed(received.value(), damage.get())));
    }
  }

  /** Ends the corpus before a batch that cannot be used. */
  void endBefore(BatchPosition position, String reason) throws IOException {
    endBefore(
        BatchPlace.of(position),
        "batch "
            + position.getIndex()
            + " of shard "
            + position.getShard()
            + " of its corpus could not be used: "
            + reason);
  }

  /** A record that may have been one of them could not be read. */
  void lose() throws IOException {
    Tally tally = tally();
    if (tally.complete()) {
      return;
    }
    Tally.Gap first = tally.gaps().get(0);
    endBefore(BatchPlace.of(first.shard(), first.index()), LOST);
  }

  private void endBefore(long place, String reason) throws IOException {
    if (end.value() == null || place < end.value()) {
      end.update(place);
      why.update(reason);
    }
  }

  /** Hands over what is due, until a batch is missing or the corpus ends. */
  void drain(ReorderBuffer.Consumer<Received<ActivationBatch>> consumer) throws Exception {
    inOrder.drain(
        received -> {
          Long last = end.value();
          if (last == null || BatchPlace.of(received.value().getPosition()) < last) {
            consumer.accept(received);
          }
        });
  }

  /** Why the corpus ends early, once all that there is of it has been handed over. */
  Optional<String> endedEarly() throws IOException {
    Long last = end.value();
    Long due = next.value();
    if (last == null || (due == null ? BatchPlace.FIRST : due) < last) {
      return Optional.empty();
    }
    return Optional.of(why.value() == null ? LOST : why.value());
  }

  /** Number of shards that have been handed over whole. */
  int shardsDone() throws Exception {
    return inOrder.shardsDone();
  }

  /** Refuses all that waits. */
  void refuse(String reason, SaeOutputs out) throws Exception {
    TreeSet<Long> places = new TreeSet<>();
    waiting.keys().forEach(places::add);
    for (Long place : places) {
      out.rejected().accept(new Rejected<>(waiting.get(place), reason));
    }
    waiting.clear();
  }

  /** Forgets all. */
  void forget() {
    waiting.clear();
    next.clear();
    seen.clear();
    end.clear();
    why.clear();
  }

  private Tally tally() throws IOException {
    Tally tally = seen.value();
    return tally == null ? new Tally() : tally;
  }
}
