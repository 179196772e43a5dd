package io.plumbline.extractor.capture;

import io.plumbline.extractor.model.CausalModel;
import io.plumbline.extractor.model.DeviceMemory;
import io.plumbline.extractor.model.ForwardRequest;
import io.plumbline.extractor.model.ForwardResult;
import io.plumbline.extractor.model.HookPoint;
import io.plumbline.extractor.model.Prediction;
import io.plumbline.extractor.model.Row;
import io.plumbline.schemas.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntConsumer;

/**
 * Runs the model over readings in one forward pass, or in halves where memory does not suffice for
 * that.
 *
 * @param hooks hook points of the readings' rows
 * @param decisionHooks hook points of their decisions
 * @param onHalving is told how many texts were too many
 */
record BatchReader(
    CausalModel model,
    List<HookPoint> hooks,
    List<HookPoint> decisionHooks,
    IntConsumer onHalving) {

  /**
   * Reads all texts.
   *
   * @return results in the order of the readings
   * @throws UserError if memory does not even suffice for one text
   */
  List<ReadingResult> read(List<Reading> readings) {
    try {
      return readAtOnce(readings);
    } catch (RuntimeException | OutOfMemoryError e) {
      if (!DeviceMemory.wasExhausted(e)) {
        throw e;
      }
      if (readings.size() == 1) {
        throw new UserError(
            "memory does not suffice for a single text of "
                + readings.get(0).tokens().size()
                + " tokens (item "
                + readings.get(0).item()
                + "); use a device with more memory, or leave out such long texts",
            e);
      }
    }
    onHalving.accept(readings.size());
    int middle = readings.size() / 2;
    List<ReadingResult> results = new ArrayList<>(read(readings.subList(0, middle)));
    results.addAll(read(readings.subList(middle, readings.size())));
    return results;
  }

  private List<ReadingResult> readAtOnce(List<Reading> readings) {
    SortedMap<HookPoint, List<Row>> captures = new TreeMap<>();
    hooks.forEach(hook -> captures.put(hook, new ArrayList<>()));
    List<Row> decisions = new ArrayList<>();
    List<Prediction> predictions = new ArrayList<>();
    List<int[]> sequences = new ArrayList<>();
    for (int s = 0; s < readings.size(); s++) {
      Reading reading = readings.get(s);
      sequences.add(reading.tokens().stream().mapToInt(Integer::intValue).toArray());
      for (int position : reading.rows()) {
        Row row = new Row(s, position);
        hooks.forEach(hook -> captures.get(hook).add(row));
      }
      for (int position : reading.decisions()) {
        decisions.add(new Row(s, position));
      }
      for (Choice choice : reading.choices()) {
        predictions.add(new Prediction(new Row(s, choice.position()), choice.tokens()));
      }
    }
    // A decision hook may be among the hooks: then its decision rows come after the others.
    for (HookPoint decisionHook : decisionHooks) {
      captures.computeIfAbsent(decisionHook, hook -> new ArrayList<>()).addAll(decisions);
    }
    ForwardResult result = model.forward(new ForwardRequest(sequences, captures, predictions));
    return new BatchResult(result, model.architecture().width(), hooks, decisionHooks)
        .split(readings);
  }
}
