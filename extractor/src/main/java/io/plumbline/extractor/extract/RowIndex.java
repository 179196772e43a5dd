package io.plumbline.extractor.extract;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.plumbline.extractor.capture.ReadingWork;
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

/**
 * Says of each row what it is, in the order of the tensors' rows. Nothing grows with their number.
 */
final class RowIndex implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();

  private record Place(String item, int candidate) {}

  private record LogProb(float value, int tokens) {}

  private final OutputFiles files;
  private final JsonGenerator json;
  private JsonGenerator positions;
  private final TextTokenizer tokenizer;
  private final Map<String, FeedbackItem> items = new HashMap<>();
  private final Map<Place, LogProb> logProbs = new HashMap<>();
  private final Map<Place, TokenizedText> texts = new HashMap<>();

  /**
   * Begins an index.
   *
   * @param lexicon whose words are choices, if any are
   * @param words those that are, in the order of the columns
   */
  RowIndex(
      OutputFiles files,
      ExtractOptions options,
      List<String> hooks,
      TextTokenizer tokenizer,
      FeedbackItem lexicon,
      List<Integer> words)
      throws IOException {
    this.files = files;
    this.tokenizer = tokenizer;
    json = generator(files.indexPart());
    json.writeStartObject();
    json.writeStringField("checkpoint", options.checkpoint().toString());
    if (options.base().isPresent()) {
      json.writeStringField("base", options.base().get().toString());
    }
    json.writeStringField(
        "positions", options.settings().get(Settings.POSITIONS).name().toLowerCase(Locale.ROOT));
    writeStrings("hooks", hooks);
    if (!words.isEmpty()) {
      positions = generator(files.positionsPart());
      positions.writeStartArray();
      writeStrings(
          "lexicon_words",
          words.stream().map(word -> lexicon.getCandidates().get(word).getTarget()).toList());
    }
    json.writeArrayFieldStart("rows");
  }

  private static JsonGenerator generator(Path file) throws IOException {
    return JSON.createGenerator(file.toFile(), JsonEncoding.UTF8).useDefaultPrettyPrinter();
  }

  private void writeStrings(String name, List<String> values) throws IOException {
    json.writeFieldName(name);
    json.writeArray(values.toArray(String[]::new), 0, values.size());
  }

  /** Items that the next rows belong to; those before are forgotten. */
  void items(List<FeedbackItem> next) {
    items.clear();
    logProbs.clear();
    texts.clear();
    next.forEach(item -> items.put(item.getItem(), item));
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
  void choices(LogProbBatch batch) throws IOException {
    for (int i = 0; i < batch.getItems().size(); i++) {
      FeedbackItem item = items.get(batch.getItems().get(i));
      int token = batch.getTokens().get(i);
      String piece = piece(new Place(item.getItem(), -1), item.getContext(), item, token);
      positions.writeStartObject();
      positions.writeStringField("item", item.getItem());
      positions.writeNumberField("token", token);
      positions.writeStringField("piece", piece);
      positions.writeEndObject();
    }
  }

  /**
   * Adds the rows of a batch.
   *
   * @return log-probability of each row's candidate
   */
  float[] add(ActivationBatch batch) throws IOException {
    float[] values = new float[batch.getItems().size()];
    for (int i = 0; i < values.length; i++) {
      FeedbackItem item = items.get(batch.getItems().get(i));
      int index = batch.getCandidates().get(i);
      int token = batch.getTokens().get(i);
      Place place = new Place(item.getItem(), index);
      Candidate candidate = item.getCandidates().get(index);
      LogProb logProb = logProbs.get(place);
      values[i] = logProb.value();
      json.writeStartObject();
      json.writeStringField("item", item.getItem());
      json.writeNumberField("candidate", index);
      json.writeStringField("role", candidate.getRole().name().toLowerCase(Locale.ROOT));
      json.writeNumberField("token", token);
      json.writeStringField(
          "piece", piece(place, item.getContext() + candidate.getText(), item, token));
      json.writeNumberField("tokens", logProb.tokens());
      json.writeEndObject();
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

  /** Writes what can be said at the end only. */
  void finish(ReadingWork work) throws IOException {
    json.writeEndArray();
    if (positions != null) {
      positions.writeEndArray();
      positions.close();
      json.writeFieldName("lexicon_positions");
      try (JsonParser written = JSON.createParser(files.positionsPart().toFile())) {
        written.nextToken();
        json.copyCurrentStructure(written);
      }
    }
    json.writeObjectFieldStart("work");
    json.writeNumberField("texts", work.texts());
    json.writeNumberField("tokens", work.tokens());
    json.writeNumberField("tokens_shared", work.shared());
    json.writeNumberField("tokens_padded", work.padded());
    json.writeNumberField("head_rows", work.headRows());
    json.writeEndObject();
    json.writeEndObject();
    json.close();
  }

  @Override
  public void close() throws IOException {
    json.close();
    if (positions != null) {
      positions.close();
    }
  }
}
