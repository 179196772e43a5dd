package io.plumbline.extractor.checkpoint;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.plumbline.schemas.record.Measure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The trainer's own figures, from {@code log_history} of {@code trainer_state.json}. */
public final class TrainerLog {
  private static final Logger LOG = LoggerFactory.getLogger(TrainerLog.class);

  /** Python writes NaN and Infinity, which JSON does not know. */
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  private TrainerLog() {}

  /** Whether the log is there to its end. */
  static boolean isWritten(Path directory) {
    try {
      return JSON.readTree(directory.resolve(CheckpointWatcher.MARK).toFile()).isObject();
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * The figures of the last logged step that is not after the given one. A trainer may write
   * several entries for one step (training and evaluation); they are taken together.
   *
   * @return finite numbers, sorted by name; empty if there is no log or it cannot be read
   */
  public static List<Measure> read(Path directory, int step) {
    Path file = directory.resolve(CheckpointWatcher.MARK);
    if (!Files.exists(file)) {
      return List.of();
    }
    try {
      return measures(JSON.readTree(file.toFile()).path("log_history"), step);
    } catch (IOException e) {
      LOG.warn("the trainer's log {} cannot be read: {}", file, e.getMessage());
      return List.of();
    }
  }

  private static List<Measure> measures(JsonNode history, int step) {
    SortedMap<String, Double> figures = new TreeMap<>();
    double loggedStep = -1;
    for (JsonNode entry : history) {
      double entryStep = entry.path("step").asDouble(-1);
      if (entryStep < 0 || entryStep > step || entryStep < loggedStep) {
        continue;
      }
      if (entryStep > loggedStep) {
        figures.clear();
        loggedStep = entryStep;
      }
      for (Map.Entry<String, JsonNode> figure : entry.properties()) {
        if (figure.getValue().isNumber() && Double.isFinite(figure.getValue().asDouble())) {
          figures.put(figure.getKey(), figure.getValue().asDouble());
        }
      }
    }
    List<Measure> measures = new ArrayList<>();
    figures.forEach((name, value) -> measures.add(new Measure(name, value)));
    return measures;
  }
}
