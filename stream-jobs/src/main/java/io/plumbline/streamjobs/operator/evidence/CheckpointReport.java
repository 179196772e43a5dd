package io.plumbline.streamjobs.operator.evidence;

import io.plumbline.schemas.record.BatchPosition;
import io.plumbline.schemas.record.CheckpointArrived;
import io.plumbline.schemas.record.FeatureBatch;
import io.plumbline.schemas.record.ImplicitFeedback;
import io.plumbline.schemas.record.ImplicitItem;
import io.plumbline.schemas.record.ProbeReport;
import io.plumbline.schemas.record.ReportStatus;
import io.plumbline.schemas.record.Score;
import io.plumbline.streamjobs.probe.ProbeResult;
import io.plumbline.streamjobs.probe.WordFeedback;
import io.plumbline.streamjobs.stats.Estimate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All records about one checkpoint.
 *
 * @param reports of every probe
 * @param implicit estimates by word
 * @param carry to the next checkpoint
 */
public record CheckpointReport(
    List<ProbeReport> reports, List<ImplicitFeedback> implicit, ProbeCarry carry) {
  /** Items of one record of implicit feedback. */
  private static final int ITEMS = 1000;

  /**
   * Runs the probes on the next checkpoint and reports on it.
   *
   * @param checkpoint what was found
   * @param any position of any of its batches
   * @param carry from the checkpoint before
   * @param features batches by hook, in canonical order
   */
  public static CheckpointReport of(
      CheckpointArrived checkpoint,
      BatchPosition any,
      CheckpointProbes probes,
      ProbeCarry carry,
      SortedMap<String, List<FeatureBatch>> features,
      LogProbPairs logProbs)
      throws Exception {
    CheckpointProbes.Evaluation evaluation;
    try {
      evaluation = probes.evaluate(carry, features, logProbs);
    } catch (UnusableEvidenceException e) {
      return incomplete(checkpoint, any, probes, carry, e.getMessage());
    }
    ProbeCarry next = evaluation.carry();
    if (any.getOrdinal() == 0) {
      next = next.withBase(values(evaluation.results()));
    }
    List<ProbeReport> reports = new ArrayList<>();
    List<ImplicitFeedback> implicit = new ArrayList<>();
    for (Map.Entry<Probe, ProbeResult> entry : evaluation.results().entrySet()) {
      Probe probe = entry.getKey();
      ProbeResult result = probe.published(entry.getValue());
      List<ImplicitFeedback> batches =
          probe.implicit() ? implicit(any, probe, result, probes) : List.of();
      implicit.addAll(batches);
      reports.add(
          report(checkpoint, any, probe, probes)
              .setMethod(
                  Stream.of(probe.method(), result.method(), PublishedWeights.omission(result))
                      .filter(sentence -> !sentence.isEmpty())
                      .collect(Collectors.joining(" ")))
              .setImplicitBatches(batches.size())
              .setStatus(ReportStatus.COMPLETE)
              .setReason(result.reason().orElse(null))
              .setScores(scores(probe, result.scores(), next))
              .setControls(scores(probe, result.controls(), next))
              .setWeights(PublishedWeights.of(result))
              .setSlopes(result.scores().isEmpty() ? null : evaluation.slopes().get(probe))
              .build());
    }
    return new CheckpointReport(reports, implicit, next);
  }

  /** Reports on a checkpoint of which nothing could be computed. */
  public static CheckpointReport incomplete(
      CheckpointArrived checkpoint,
      BatchPosition any,
      CheckpointProbes probes,
      ProbeCarry carry,
      String reason) {
    List<ProbeReport> reports = new ArrayList<>();
    for (Probe probe : probes.probes()) {
      reports.add(
          report(checkpoint, any, probe, probes)
              .setImplicitBatches(0)
              .setStatus(ReportStatus.INCOMPLETE)
              .setReason(reason)
              .setScores(List.of())
              .build());
    }
    return new CheckpointReport(
        reports, List.of(), any.getOrdinal() == 0 ? ProbeCarry.withoutBase(reason) : carry);
  }

  private static ProbeReport.Builder report(
      CheckpointArrived checkpoint, BatchPosition any, Probe probe, CheckpointProbes probes) {
    return ProbeReport.newBuilder()
        .setRun(any.getRun())
        .setStep(any.getStep())
        .setOrdinal(any.getOrdinal())
        .setCheckpoint(any.getCheckpoint())
        .setTime(any.getTime())
        .setProbe(probe.id())
        .setMethod(probe.method())
        .setEstimates(EstimateScopes.of(checkpoint))
        .setReports(probes.probes().size());
  }

  private static SortedMap<String, Double> values(Map<Probe, ProbeResult> results) {
    SortedMap<String, Double> values = new TreeMap<>();
    results.forEach(
        (probe, result) -> {
          putValues(probe, result.scores(), values);
          putValues(probe, result.controls(), values);
        });
    return values;
  }

  private static void putValues(
      Probe probe, SortedMap<String, Estimate> estimates, SortedMap<String, Double> values) {
    estimates.forEach(
        (name, estimate) ->
            estimate
                .statistic()
                .value()
                .ifPresent(value -> values.put(probe.id() + ":" + name, value)));
  }

  private static List<Score> scores(
      Probe probe, SortedMap<String, Estimate> estimates, ProbeCarry carry) {
    List<Score> scores = new ArrayList<>();
    estimates.forEach(
        (name, estimate) ->
            scores.add(
                ScoreRecords.of(name, estimate)
                    .setBase(carry.base().get(probe.id() + ":" + name))
                    .build()));
    return scores;
  }

  private static List<ImplicitFeedback> implicit(
      BatchPosition any, Probe probe, ProbeResult result, CheckpointProbes probes) {
    List<ImplicitItem> items =
        result.words().stream()
            .sorted(Comparator.comparing(WordFeedback::word))
            .map(word -> item(word, probes.group(word.word())))
            .toList();
    List<ImplicitFeedback> batches = new ArrayList<>();
    for (int from = 0; from < items.size(); from += ITEMS) {
      int to = Math.min(items.size(), from + ITEMS);
      batches.add(
          ImplicitFeedback.newBuilder()
              .setRun(any.getRun())
              .setStep(any.getStep())
              .setOrdinal(any.getOrdinal())
              .setTime(any.getTime())
              .setProbe(probe.id())
              .setIndex(batches.size())
              .setLast(to == items.size())
              .setItems(items.subList(from, to))
              .build());
    }
    return batches;
  }

  private static ImplicitItem item(WordFeedback word, String group) {
    return ImplicitItem.newBuilder()
        .setItem(word.word())
        .setGroup(group)
        .setStated(boxed(word.stated()))
        .setImplied(boxed(word.implied()))
        .setResidual(boxed(word.residual()))
        .setDivergence(boxed(word.divergence()))
        .setRaw(word.raw())
        .setContexts(word.contexts())
        .build();
  }

  private static Double boxed(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }
}
