package io.plumbline.streamjobs.operator.evidence;

import io.plumbline.schemas.record.AttributionReport;
import io.plumbline.schemas.record.BatchPosition;
import io.plumbline.schemas.record.CheckpointArrived;
import io.plumbline.schemas.record.FeedbackItem;
import io.plumbline.schemas.record.ReadoutBatch;
import io.plumbline.schemas.record.RunSpec;
import io.plumbline.schemas.settings.RunSettings;
import io.plumbline.schemas.settings.Settings;
import io.plumbline.streamjobs.attribution.AttributionOptions;
import io.plumbline.streamjobs.attribution.AttributionProbe;
import io.plumbline.streamjobs.attribution.AttributionState;
import io.plumbline.streamjobs.attribution.Readout;
import io.plumbline.streamjobs.dictionary.Dictionary;
import io.plumbline.streamjobs.linalg.MatrixProduct;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Takes the learned feedback of a run's checkpoints apart, one after the other. */
public final class RunAttribution {
  /** Of h_0 at decision positions. */
  static final String CONDITIONS = ":conditions";

  /** Of dx at decision positions. */
  static final String CHANGE = ":change";

  private final StatedFeedback feedback;
  private final AttributionReports reports;
  private final Optional<ReadoutTable> table;
  private final Optional<AttributionProbe> probe;
  private final String failure;

  /**
   * @param spec the run
   * @param items its stated feedback
   * @param base readouts of its base, in canonical order
   */
  public RunAttribution(
      RunSpec spec,
      Collection<FeedbackItem> items,
      List<ReadoutBatch> base,
      MatrixProduct product) {
    this.feedback = new StatedFeedback(items);
    this.reports = new AttributionReports(feedback, items);
    ReadoutTable read = null;
    String problem = "";
    try {
      read = new ReadoutTable(feedback, items, base);
      if (read.words().size() == 0) {
        problem = "no word that the feedback lets the model choose is one token";
      }
    } catch (UnusableEvidenceException e) {
      problem = e.getMessage();
    }
    this.failure = problem;
    this.table = problem.isEmpty() ? Optional.of(read) : Optional.empty();
    this.probe =
        table.map(t -> new AttributionProbe(options(spec), t.words(), t.base(), t.lens(), product));
  }

  private static AttributionOptions options(RunSpec spec) {
    RunSettings settings = RunSettings.of(spec.getSettings());
    return new AttributionOptions(
        settings.get(Settings.MIN_MASS),
        settings.get(Settings.HUBER_K),
        settings.get(Settings.BOOTSTRAP),
        settings.get(Settings.CHANGE_FEATURES),
        settings.get(Settings.CHANGE_K),
        settings.get(Settings.CHANGE_CHECKPOINTS),
        settings.get(Settings.CONDITION_FEATURES),
        settings.get(Settings.CONDITION_K),
        settings.get(Settings.CONDITION_PERMUTATIONS),
        settings.get(Settings.DICTIONARY_LEARNING_RATE),
        settings.get(Settings.DICTIONARY_BUFFER),
        settings.get(Settings.ATTRIBUTION_REUSE),
        spec.getDigest());
  }

  /**
   * A checkpoint's report.
   *
   * @param report the record
   * @param trained dictionaries whose training it ended, by {@link #CONDITIONS} or {@link #CHANGE}
   *     after the hook point
   * @param carry to the next checkpoint
   */
  public record Outcome(
      AttributionReport report, SortedMap<String, Dictionary> trained, AttributionCarry carry) {}

  /**
   * Reports on the next checkpoint.
   *
   * @param any position of any of its batches
   * @param carry from the checkpoint before
   * @param records about its decision positions
   * @param readouts of it, in canonical order
   */
  public Outcome next(
      CheckpointArrived checkpoint,
      BatchPosition any,
      AttributionCarry carry,
      DecisionRecords records,
      List<ReadoutBatch> readouts)
      throws Exception {
    if (probe.isEmpty()) {
      return incomplete(any, carry, failure);
    }
    DecisionContexts contexts = new DecisionContexts(feedback, table.get(), records);
    try {
      if (any.getOrdinal() == 0) {
        AttributionState state = probe.get().ofBase(contexts);
        return new Outcome(
            reports.base(checkpoint, any, state),
            named(records, CONDITIONS, Optional.of(state.ofConditions())),
            AttributionCarry.of(state));
      }
      Readout tuned = table.get().tuned(readouts);
      boolean headTrained = tuned.rows() != table.get().base().rows();
      AttributionProbe.Checkpoint found =
          probe.get().next(carry.state().orElseThrow(), contexts, tuned, records.hooks());
      return new Outcome(
          reports.of(
              checkpoint,
              any,
              found,
              records.hooks(),
              new AttributionWarnings(
                  headTrained,
                  contexts.unusableTriples(),
                  Optional.ofNullable(readouts.get(0).getLogitCap()))),
          named(records, CHANGE, found.ended()),
          AttributionCarry.of(found.state()));
    } catch (UnusableEvidenceException e) {
      return incomplete(any, carry, e.getMessage());
    }
  }

  private static SortedMap<String, Dictionary> named(
      DecisionRecords records, String what, Optional<Dictionary> dictionary) {
    SortedMap<String, Dictionary> named = new TreeMap<>();
    dictionary.ifPresent(ended -> named.put(records.hooks().get(0) + what, ended));
    return named;
  }

  /** Reports on a checkpoint of which nothing could be computed. */
  public static Outcome incomplete(BatchPosition any, AttributionCarry carry, String reason) {
    return new Outcome(
        AttributionReports.incomplete(any, reason),
        new TreeMap<>(),
        any.getOrdinal() == 0 ? AttributionCarry.withoutBase(reason) : carry);
  }
}
