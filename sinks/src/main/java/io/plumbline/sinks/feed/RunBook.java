package io.plumbline.sinks.feed;

import io.plumbline.schemas.digest.RecordIds;
import io.plumbline.schemas.record.Alert;
import io.plumbline.schemas.record.AttributionReport;
import io.plumbline.schemas.record.CheckpointArrived;
import io.plumbline.schemas.record.DeadLetter;
import io.plumbline.schemas.record.DriftReport;
import io.plumbline.schemas.record.RunSpec;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All runs that the topics tell of. Thread-safe. */
public final class RunBook {
  private static final Logger LOG = LoggerFactory.getLogger(RunBook.class);

  private static final class History {
    private RunSpec spec;
    private final NavigableMap<Integer, CheckpointArrived> checkpoints = new TreeMap<>();
    private final NavigableMap<Integer, DriftReport> reports = new TreeMap<>();
    private final Set<Integer> attributed = new TreeSet<>();
    private AttributionReport attribution;
    private final Map<String, Alert> alerts = new TreeMap<>();
  }

  private final NavigableMap<String, History> runs = new TreeMap<>();
  private final NavigableMap<String, Long> deadLetters = new TreeMap<>();
  private final List<Consumer<SpecificRecord>> listeners = new CopyOnWriteArrayList<>();
  private volatile Throwable failure;

  /**
   * Takes a record in; the same record again changes nothing.
   *
   * @throws IllegalArgumentException for record types that are no part of a run's story
   */
  public void add(SpecificRecord record) {
    takeIn(record);
    for (Consumer<SpecificRecord> listener : listeners) {
      try {
        listener.accept(record);
      } catch (RuntimeException e) {
        LOG.warn("a listener failed", e);
      }
    }
  }

  private synchronized void takeIn(SpecificRecord record) {
    if (record instanceof RunSpec spec) {
      history(spec.getRun()).spec = spec;
    } else if (record instanceof CheckpointArrived arrived) {
      history(arrived.getRun()).checkpoints.put(arrived.getOrdinal(), arrived);
    } else if (record instanceof DriftReport report) {
      history(report.getRun()).reports.put(report.getOrdinal(), report);
    } else if (record instanceof AttributionReport report) {
      takeIn(report, history(report.getRun()));
    } else if (record instanceof Alert alert) {
      history(alert.getRun()).alerts.put(RecordIds.of(alert), alert);
    } else if (record instanceof DeadLetter letter) {
      deadLetters.merge(letter.getStage(), 1L, Long::sum);
    } else {
      throw new IllegalArgumentException(
          record.getSchema().getName() + " is no part of a run's story");
    }
  }

  /** Only the newest is kept whole, since it tells of every word. */
  private static void takeIn(AttributionReport report, History history) {
    history.attributed.add(report.getOrdinal());
    if (history.attribution == null || history.attribution.getOrdinal() <= report.getOrdinal()) {
      history.attribution = report;
    }
  }

  /** All runs, by name. */
  public synchronized List<RunView> runs() {
    return runs.entrySet().stream().map(run -> view(run.getKey(), run.getValue())).toList();
  }

  /** One run. */
  public synchronized Optional<RunView> run(String name) {
    return Optional.ofNullable(runs.get(name)).map(history -> view(name, history));
  }

  /** Dead letters seen, by the stage that refused them. */
  public synchronized Map<String, Long> deadLetters() {
    return Collections.unmodifiableMap(new TreeMap<>(deadLetters));
  }

  /** Calls the listener with each record that comes from now on, once it is in the book. */
  public void onRecord(Consumer<SpecificRecord> listener) {
    listeners.add(listener);
  }

  /** Notes that no more records will come, and why. */
  void fail(Throwable error) {
    failure = error;
  }

  /** Why no more records come, if that is so. */
  public Optional<Throwable> failure() {
    return Optional.ofNullable(failure);
  }

  private History history(String run) {
    return runs.computeIfAbsent(run, name -> new History());
  }

  private static RunView view(String run, History history) {
    List<Alert> alerts =
        history.alerts.values().stream()
            .sorted(Comparator.comparing(Alert::getOrdinal).thenComparing(Alert::getRule))
            .toList();
    return new RunView(
        run,
        Optional.ofNullable(history.spec),
        Collections.unmodifiableNavigableMap(new TreeMap<>(history.checkpoints)),
        Collections.unmodifiableNavigableMap(new TreeMap<>(history.reports)),
        history.attributed.size(),
        Optional.ofNullable(history.attribution),
        alerts);
  }
}
