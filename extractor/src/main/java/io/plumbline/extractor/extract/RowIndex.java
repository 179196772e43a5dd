package io.plumbline.extractor.extract;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.extractor.tokenize.TextTokenizer;
import io.plumbline.extractor.tokenize.TokenizedText;
import io.plumbline.schemas.record.ActivationBatch;
import io.plumbline.schemas.record.Candidate;
import io.plumbline.schemas.record.FeedbackItem;
import io.plumbline.schemas.record.LogProbBatch;
import io.plumbline.schemas.settings.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Says of each row what it is, in the order of the tensors' rows. */
final class RowIndex {
  private static final JsonMapper JSON = new JsonMapper();

  private record Place(String item, int candidate) {}

  private record LogProb(float value, int tokens) {}

  private final ObjectNode root = JSON.createObjectNode();
  private final ArrayNode rows;
  private final TextTokenizer tokenizer;
  private final Map<String, FeedbackItem> items = new HashMap<>();
  private final Map<Place, LogProb> logProbs = new HashMap<>();
  private final Map<Place, TokenizedText> texts = new HashMap<>();

  RowIndex(ExtractOptions options, List<String> hooks, TextTokenizer tokenizer) {
    this.tokenizer = tokenizer;
    root.put("checkpoint", options.checkpoint().toString());
    options.base().ifPresent(base -> root.put("base", base.toString()));
    root.put(
        "positions", options.settings().get(Settings.POSITIONS).name().toLowerCase(Locale.ROOT));
    hooks.forEach(root.putArray("hooks")::add);
    rows = root.putArray("rows");
  }

  /** Items that the next rows belong to; those before are forgotten. */
  void items(List<FeedbackItem> next) {
    items.clear();
    logProbs.clear();
    texts.clear();
    next.forEach(item -> items.put(item.getItem(), item));
  }

  /** Words of the lexicon, in the order of the columns. */
  void words(FeedbackItem lexicon, List<Integer> words) {
    ArrayNode columns = root.putArray("lexicon_words");
    words.forEach(word -> columns.add(lexicon.getCandidates().get(word).getTarget()));
    root.putArray("lexicon_positions");
  }

  /** Takes the log-probabilities of candidates. */
  void candidates(LogProbBatch batch, float[] values) {
    for (int i = 0; i < values.length; i++) {
      logProbs.put(
          new Place(batch.getItems().get(i), batch.getCandidates().get(i)),
          new LogProb(values[i], batch.getTokens().get(i)));
    }
  }

  /** Adds positions at which the words of the lexicon are choices. */
  void choices(LogProbBatch batch) {
    ArrayNode positions = (ArrayNode) root.get("lexicon_positions");
    for (int i = 0; i < batch.getItems().size(); i++) {
      FeedbackItem item = items.get(batch.getItems().get(i));
      int token = batch.getTokens().get(i);
      String piece = piece(new Place(item.getItem(), -1), item.getContext(), item, token);
      positions.addObject().put("item", item.getItem()).put("token", token).put("piece", piece);
    }
  }

  /**
   * Adds the rows of a batch.
   *
   * @return log-probability of each row's candidate
   */
  float[] add(ActivationBatch batch) {
    float[] values = new float[batch.getItems().size()];
    for (int i = 0; i < values.length; i++) {
      FeedbackItem item = items.get(batch.getItems().get(i));
      int index = batch.getCandidates().get(i);
      int token = batch.getTokens().get(i);
      Place place = new Place(item.getItem(), index);
      Candidate candidate = item.getCandidates().get(index);
      LogProb logProb = logProbs.get(place);
      values[i] = logProb.value();
      rows.addObject()
          .put("item", item.getItem())
          .put("candidate", index)
          .put("role", candidate.getRole().name().toLowerCase(Locale.ROOT))
          .put("token", token)
          .put("piece", piece(place, item.getContext() + candidate.getText(), item, token))
          .put("tokens", logProb.tokens());
    }
    return values;
  }

  /** The part of the text that a token stands for; empty for a mean, or a token of no text. */
  private String piece(Place place, String text, FeedbackItem item, int token) {
    if (token < 0) {
      return "";
    }
    TokenizedText tokens =
        texts.computeIfAbsent(
            place,
            first ->
                item.getTemplated() ? tokenizer.encodeTemplated(text) : tokenizer.encode(text));
    boolean inText = tokens.start(token) != TokenizedText.NOWHERE;
    return inText ? text.substring(tokens.start(token), tokens.end(token)) : "";
  }

  void write(Path file) throws IOException {
    JSON.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), root);
  }
}
