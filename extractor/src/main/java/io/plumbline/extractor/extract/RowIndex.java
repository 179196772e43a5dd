package io.plumbline.extractor.extract;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.plumbline.extractor.capture.Reading;
import io.plumbline.extractor.capture.ReadingWork;
import io.plumbline.extractor.tokenize.TextTokenizer;
import io.plumbline.extractor.tokenize.TokenizedText;
import io.plumbline.schemas.record.ActivationBatch;
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

  private record Choice(String item, int token) {}

  private record LogProb(float value, int tokens) {}

  private final OutputFiles files;
  private final JsonGenerator json;
  private JsonGenerator positions;
  private final TextTokenizer tokenizer;
  private final Map<String, FeedbackItem> items = new HashMap<>();
  private final Map<Place, LogProb> logProbs = new HashMap<>();
  private final Map<Choice, LogProb> choices = new HashMap<>();
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
    choices.clear();
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

  /**
   * Adds positions at which the words of the lexicon are choices.
   *
   * @param values {@code [positions, words]}
   */
  void choices(LogProbBatch batch, float[] values) throws IOException {
    int words = batch.getWords().size();
    for (int i = 0; i < batch.getItems().size(); i++) {
      FeedbackItem item = items.get(batch.getItems().get(i));
      int token = batch.getTokens().get(i);
      choices.put(
          new Choice(item.getItem(), token),
          new LogProb(anyOf(values, i * words, (i + 1) * words), 1));
      String piece = piece(new Place(item.getItem(), Reading.CONTEXT), item, token);
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
   * @return log-probability of each row's candidate, or of a context's lexicon
   */
  float[] add(ActivationBatch batch) throws IOException {
    float[] values = new float[batch.getItems().size()];
    for (int i = 0; i < values.length; i++) {
      FeedbackItem item = items.get(batch.getItems().get(i));
      int index = batch.getCandidates().get(i);
      int token = batch.getTokens().get(i);
      Place place = new Place(item.getItem(), index);
      LogProb logProb =
          index == Reading.CONTEXT
              ? choices.get(new Choice(item.getItem(), token))
              : logProbs.get(place);
      values[i] = logProb.value();
      json.writeStartObject();
      json.writeStringField("item", item.getItem());
      json.writeNumberField("candidate", index);
      json.writeStringField("role", role(item, index));
      json.writeNumberField("token", token);
      json.writeStringField("piece", piece(place, item, token));
      json.writeNumberField("tokens", logProb.tokens());
      json.writeEndObject();
    }
    return values;
  }

  private static String role(FeedbackItem item, int candidate) {
    return candidate == Reading.CONTEXT
        ? "context"
        : item.getCandidates().get(candidate).getRole().name().toLowerCase(Locale.ROOT);
  }

  /** Logarithm of the sum of probabilities that are given by their logarithms. */
  private static float anyOf(float[] logProbs, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += Math.exp(logProbs[i]);
    }
    return (float) Math.log(sum);
  }

  /** The part of the text that a token stands for; empty for a mean, or a token of no text. */
  private String piece(Place place, FeedbackItem item, int token) {
    if (token < 0) {
      return "";
    }
    String text =
        place.candidate() == Reading.CONTEXT
            ? item.getContext()
            : item.getContext() + item.getCandidates().get(place.candidate()).getText();
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
