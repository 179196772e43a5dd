package io.plumbline.extractor.capture;

import io.plumbline.extractor.model.ForwardResult;
import io.plumbline.extractor.model.HookPoint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The result of one forward pass, to be dealt out to the readings that shared it.
 *
 * @param width d_model
 */
record BatchResult(
    ForwardResult result, int width, List<HookPoint> hooks, List<HookPoint> decisionHooks) {

  List<ReadingResult> split(List<Reading> readings) {
    int row = 0;
    int rowsOfAll = readings.stream().mapToInt(reading -> reading.rows().size()).sum();
    int decision = 0;
    int choice = 0;
    List<ReadingResult> results = new ArrayList<>();
    for (Reading reading : readings) {
      SortedMap<HookPoint, List<float[]>> rows = new TreeMap<>();
      for (HookPoint hook : hooks) {
        List<float[]> vectors = vectors(hook, row, reading.rows().size());
        rows.put(hook, reading.mean() ? List.of(mean(vectors)) : vectors);
      }
      row += reading.rows().size();
      int decisions = reading.decisions().size();
      SortedMap<HookPoint, List<float[]>> decisionVectors = new TreeMap<>();
      for (HookPoint hook : decisionHooks) {
        int before = hooks.contains(hook) ? rowsOfAll : 0;
        decisionVectors.put(hook, vectors(hook, before + decision, decisions));
      }
      decision += decisions;
      int choices = reading.choices().size();
      results.add(
          new ReadingResult(
              rows, decisionVectors, result.logProbs().subList(choice, choice + choices)));
      choice += choices;
    }
    return results;
  }

  private List<float[]> vectors(HookPoint hook, int from, int count) {
    float[] all = result.captures().get(hook);
    List<float[]> vectors = new ArrayList<>(count);
    for (int i = from; i < from + count; i++) {
      vectors.add(Arrays.copyOfRange(all, i * width, (i + 1) * width));
    }
    return vectors;
  }

  /** Summed in double precision and in the order of the tokens. */
  private float[] mean(List<float[]> vectors) {
    float[] mean = new float[width];
    for (int i = 0; i < width; i++) {
      double sum = 0;
      for (float[] vector : vectors) {
        sum += vector[i];
      }
      mean[i] = (float) (sum / vectors.size());
    }
    return mean;
  }
}
