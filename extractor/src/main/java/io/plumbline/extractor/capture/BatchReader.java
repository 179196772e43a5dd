package io.plumbline.extractor.capture;

import io.plumbline.extractor.model.CausalModel;
import io.plumbline.extractor.model.DeviceMemory;
import io.plumbline.extractor.model.ForwardRequest;
import io.plumbline.extractor.model.ForwardResult;
import io.plumbline.extractor.model.HookPoint;
import io.plumbline.extractor.model.Prediction;
import io.plumbline.extractor.model.Row;
import io.plumbline.extractor.model.TokenTree;
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
   * @param joined readings that are read as one sequence each, see {@link PrefixSharing}
   * @return results in the order of the readings
   * @throws UserError if memory does not even suffice for one text
   */
  List<ReadingResult> read(List<List<Reading>> joined) {
    List<Reading> readings = joined.stream().flatMap(List::stream).toList();
    try {
      return readAtOnce(joined, readings);
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
    List<List<Reading>> parts =
        joined.size() > 1 ? joined : readings.stream().map(List::of).toList();
    int middle = parts.size() / 2;
    List<ReadingResult> results = new ArrayList<>(read(parts.subList(0, middle)));
    results.addAll(read(parts.subList(middle, parts.size())));
    return results;
  }

  private List<ReadingResult> readAtOnce(List<List<Reading>> joined, List<Reading> readings) {
    SortedMap<HookPoint, List<Row>> captures = new TreeMap<>();
    hooks.forEach(hook -> captures.put(hook, new ArrayList<>()));
    List<Row> decisions = new ArrayList<>();
    List<Prediction> predictions = new ArrayList<>();
    List<TokenTree> sequences = new ArrayList<>();
    for (List<Reading> members : joined) {
      int sequence = sequences.size();
      TokenTree tree = PrefixSharing.tree(members);
      sequences.add(tree);
      for (int t = 0; t < members.size(); t++) {
        Reading reading = members.get(t);
        for (int position : reading.rows()) {
          Row row = new Row(sequence, tree.place(t, position));
          hooks.forEach(hook -> captures.get(hook).add(row));
        }
        for (int position : reading.decisions()) {
          decisions.add(new Row(sequence, tree.place(t, position)));
        }
        for (Choice choice : reading.choices()) {
          Row row = new Row(sequence, tree.place(t, choice.position()));
          predictions.add(new Prediction(row, choice.tokens()));
        }
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
