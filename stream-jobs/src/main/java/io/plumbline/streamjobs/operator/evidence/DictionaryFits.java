package io.plumbline.streamjobs.operator.evidence;

import io.plumbline.schemas.record.FeatureBatch;
import io.plumbline.streamjobs.dictionary.ReconstructionFit;
import io.plumbline.streamjobs.probe.ProbeResult;
import io.plumbline.streamjobs.stats.Estimate;
import io.plumbline.streamjobs.stats.Statistic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** How well the dictionaries still fit a checkpoint's activations. */
final class DictionaryFits {
  private DictionaryFits() {}

  /**
   * Fraction of variance unexplained by hook and on average, and active features per row; with what
   * the training of the dictionaries had to do without.
   *
   * @param features batches by hook, in canonical order
   */
  static ProbeResult of(SortedMap<String, List<FeatureBatch>> features) {
    SortedMap<String, Estimate> scores = new TreeMap<>();
    List<Statistic> fvu = new ArrayList<>();
    List<Statistic> l0 = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    int samples = 0;
    for (Map.Entry<String, List<FeatureBatch>> hook : features.entrySet()) {
      ReconstructionFit fit = sums(hook.getValue());
      fvu.add(fit.fvu());
      l0.add(fit.l0());
      samples = (int) fit.rows();
      String note = hook.getValue().get(0).getNote();
      if (note != null) {
        notes.add(hook.getKey() + ": " + note);
      }
      scores.put("fvu." + hook.getKey(), Estimate.of(fit.fvu(), samples));
    }
    scores.put("fvu", Estimate.of(mean(fvu), samples));
    scores.put("l0", Estimate.of(mean(l0), samples));
    return new ProbeResult(
        Optional.empty(),
        scores,
        new TreeMap<>(),
        new double[0],
        List.of(),
        String.join(" ", notes));
  }

  private static ReconstructionFit sums(List<FeatureBatch> batches) {
    ReconstructionFit total = null;
    for (FeatureBatch batch : batches) {
      boolean counted = !batch.getTokens().isEmpty();
      ReconstructionFit part =
          new ReconstructionFit(
              counted ? tokens(batch) : batch.getItems().size(),
              counted ? batch.getActive() : batch.getColumns().size(),
              batch.getSquaredError(),
              batch.getSquaredNorm(),
              batch.getSum().stream().mapToDouble(Double::doubleValue).toArray());
      total = total == null ? part : total.plus(part);
    }
    return total;
  }

  private static long tokens(FeatureBatch batch) {
    return batch.getTokens().stream().mapToLong(Integer::longValue).sum();
  }

  private static Statistic mean(List<Statistic> parts) {
    double sum = 0;
    for (Statistic part : parts) {
      if (!part.isDefined()) {
        return part;
      }
      sum += part.getAsDouble();
    }
    return Statistic.finite(sum / parts.size());
  }
}
