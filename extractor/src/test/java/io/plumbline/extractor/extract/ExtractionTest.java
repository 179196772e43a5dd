package io.plumbline.extractor.extract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.extractor.TestDevice;
import io.plumbline.extractor.TestResources;
import io.plumbline.extractor.TinyRun;
import io.plumbline.extractor.feedback.FeedbackOptions;
import io.plumbline.extractor.feedback.Lexicon;
import io.plumbline.schemas.UserError;
import io.plumbline.schemas.safetensors.SafetensorsFile;
import io.plumbline.schemas.settings.RunSettings;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Against Hugging Face transformers; see src/test/python/gptneox_reference.py. The tokenizer writes
 * each token id as a word, so that feedback can say the reference's sequences.
 */
class ExtractionTest {
  private static final String MLP_0 = "blocks.0.hook_mlp_out";
  private static final String RESID_1 = "blocks.1.hook_resid_post";
  private static final JsonMapper JSON = new JsonMapper();
  private static final int WIDTH = 32;
  private static final int PROMPT = 4;

  @TempDir Path directory;
  private Path model;
  private List<int[]> sequences;

  @BeforeEach
  void prepare() throws IOException {
    model = TestResources.copy("gptneox/parallel", directory.resolve("model"));
    sequences =
        Arrays.stream(JSON.readValue(model.resolve("sequences.json").toFile(), int[][].class))
            .filter(ids -> ids.length > PROMPT)
            .toList();
    ObjectNode tokenizer = JSON.createObjectNode().put("version", "1.0");
    tokenizer.putArray("added_tokens");
    tokenizer.putObject("pre_tokenizer").put("type", "WhitespaceSplit");
    ObjectNode words = tokenizer.putObject("model").put("type", "WordLevel").put("unk_token", "u");
    ObjectNode vocabulary = words.putObject("vocab");
    IntStream.range(0, 48).forEach(id -> vocabulary.put("w" + id, id));
    vocabulary.put("the", 0);
    Files.writeString(model.resolve("tokenizer.json"), tokenizer.toString());
  }

  @Test
  void rowsAndLogProbabilitiesAreThoseOfTransformers() throws Exception {
    assertThat(extraction("target", List.of(feedback()), false).run(() -> false)).isEqualTo(10);
    JsonNode index = index();
    assertThat(index.get("hooks")).extracting(JsonNode::asText).containsExactly(MLP_0, RESID_1);
    assertThat(index.get("rows")).hasSize(10);
    float[] logProbs = tensor("logprob", 10);
    int row = 0;
    for (int s = 0; s < sequences.size(); s++) {
      int[] ids = sequences.get(s);
      double expected = 0;
      for (int position = PROMPT; position < ids.length; position++) {
        expected += reference("log_probs", s, position - 1, 48)[ids[position]];
      }
      for (int position = PROMPT; position < ids.length; position++) {
        JsonNode named = index.get("rows").get(row);
        assertThat(named.get("item").asText()).isEqualTo("s" + s);
        assertThat(named.get("candidate").asInt()).isZero();
        assertThat(named.get("role").asText()).isEqualTo("completion");
        assertThat(named.get("token").asInt()).isEqualTo(position);
        assertThat(named.get("piece").asText()).isEqualTo("w" + ids[position]);
        assertThat(named.get("tokens").asInt()).isEqualTo(ids.length - PROMPT);
        assertThat(logProbs[row]).isCloseTo((float) expected, relative(expected));
        for (String hook : List.of(MLP_0, RESID_1)) {
          assertClose(row(hook, 10, row), reference(hook, s, position, WIDTH));
        }
        row++;
      }
    }
    JsonNode work = index.get("work");
    assertThat(work.get("texts").asInt()).isEqualTo(sequences.size());
    assertThat(work.get("tokens").asInt()).isEqualTo(10 + PROMPT * sequences.size());
    assertThat(work.get("head_rows").asInt()).isEqualTo(10);
  }

  @Test
  void meanIsThatOfTheResponse() throws Exception {
    extraction("mean", List.of(feedback()), false).run(() -> false);
    for (int s = 0; s < sequences.size(); s++) {
      int length = sequences.get(s).length;
      float[] mean = new float[WIDTH];
      for (int position = PROMPT; position < length; position++) {
        float[] vector = reference(MLP_0, s, position, WIDTH);
        for (int i = 0; i < WIDTH; i++) {
          mean[i] += vector[i] / (length - PROMPT);
        }
      }
      assertClose(row(MLP_0, sequences.size(), s), mean);
      assertThat(index().get("rows").get(s).get("token").asInt()).isEqualTo(-1);
    }
    assertThat(index().get("positions").asText()).isEqualTo("mean");
  }

  @Test
  void lexiconContextsHaveARowOverTheWordsAtEveryPosition() throws Exception {
    TinyRun tiny = new TinyRun(directory);
    FeedbackOptions options =
        FeedbackOptions.read(Optional.of(tiny.words()), Optional.empty(), Optional.of(tiny.base()));
    ExtractOptions extraction =
        new ExtractOptions(
            tiny.base(),
            Optional.of(tiny.base()),
            List.of(tiny.triples(), tiny.contexts()),
            options,
            RunSettings.defaults().with("capture.hooks", MLP_0),
            TestDevice.name(),
            2,
            out(),
            false);
    assertThat(new Extraction(extraction, (done, of) -> {}).run(() -> false)).isEqualTo(6);
    assertThat(index().get("lexicon_words"))
        .extracting(JsonNode::asText)
        .containsExactly("great", "awful", "terrible");
    assertThat(index().get("lexicon_positions")).hasSize(9);
    assertThat(index().at("/lexicon_positions/1/piece").asText()).isEqualTo("was");
    assertThat(out()).isDirectoryNotContaining("glob:**.part");
    for (float value : tensor("lexicon_logprob", 27)) {
      assertThat(value).isNegative();
    }
  }

  @Test
  void decisionsOfLexiconContextsAreRows() throws Exception {
    assertThat(extraction("decision", contexts(), words("w5", "w40")).run(() -> false))
        .isEqualTo(10 + sequences.size());
    int row = 0;
    float[] logProbs = tensor("logprob", 10 + sequences.size());
    for (int s = 0; s < sequences.size(); s++) {
      int[] ids = sequences.get(s);
      for (int position = PROMPT - 1; position < ids.length; position++) {
        JsonNode named = index().get("rows").get(row);
        assertThat(named.get("item").asText()).isEqualTo("s" + s);
        assertThat(named.get("candidate").asInt()).isEqualTo(-1);
        assertThat(named.get("role").asText()).isEqualTo("context");
        assertThat(named.get("token").asInt()).isEqualTo(position);
        assertThat(named.get("piece").asText()).isEqualTo("w" + ids[position]);
        assertThat(index().at("/lexicon_positions/" + row + "/token"))
            .isEqualTo(named.get("token"));
        for (String hook : List.of(MLP_0, RESID_1)) {
          assertClose(row(hook, 10 + sequences.size(), row), reference(hook, s, position, WIDTH));
        }
        float[] all = reference("log_probs", s, position, 48);
        double either = Math.log(Math.exp(all[5]) + Math.exp(all[40]));
        assertThat(logProbs[row]).isCloseTo((float) either, relative(either));
        row++;
      }
    }
  }

  @Test
  void contextsWithoutRowsAreTold() throws Exception {
    List<Integer> told = new ArrayList<>();
    Extraction.Listener listener =
        new Extraction.Listener() {
          @Override
          public void done(int items, int of) {}

          @Override
          public void contextsWithoutRows(int contexts) {
            told.add(contexts);
          }
        };
    assertThat(
            new Extraction(options("all", List.of(contexts()), words("w5"), false), listener)
                .run(() -> false))
        .isZero();
    assertThat(told).containsExactly(sequences.size());
    assertThat(tensor("lexicon_logprob", 10 + sequences.size())).hasSize(10 + sequences.size());
  }

  @Test
  void resultThatIsThereIsReplacedOnlyIfAsked() throws Exception {
    extraction("last", List.of(feedback()), false).run(() -> false);
    assertThatThrownBy(() -> extraction("last", List.of(feedback()), false).run(() -> false))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(out() + " holds a result already")
        .hasMessageContaining("--force");
    assertThat(extraction("all", List.of(feedback()), true).run(() -> false)).isEqualTo(10);
  }

  @Test
  void whatIsCancelledLeavesNothing() throws IOException {
    assertThatThrownBy(() -> extraction("all", List.of(feedback()), false).run(() -> true))
        .isInstanceOf(CancellationException.class);
    assertThat(out()).isEmptyDirectory();
  }

  private Path feedback() throws IOException {
    StringBuilder rows = new StringBuilder();
    for (int s = 0; s < sequences.size(); s++) {
      int[] ids = sequences.get(s);
      rows.append(
          JSON.createObjectNode()
              .put("id", "s" + s)
              .put("prompt", words(ids, 0, PROMPT))
              .put("completion", " " + words(ids, PROMPT, ids.length))
              .put("reward", s));
      rows.append('\n');
    }
    return Files.writeString(directory.resolve("scored.jsonl"), rows);
  }

  private Path contexts() throws IOException {
    StringBuilder rows = new StringBuilder();
    for (int s = 0; s < sequences.size(); s++) {
      int[] ids = sequences.get(s);
      rows.append(
          JSON.createObjectNode()
              .put("id", "s" + s)
              .put("prompt", words(ids, 0, PROMPT))
              .put("text", " " + words(ids, PROMPT, ids.length)));
      rows.append('\n');
    }
    return Files.writeString(directory.resolve("contexts.jsonl"), rows);
  }

  private FeedbackOptions words(String... words) throws IOException {
    String lines = Arrays.stream(words).map(word -> word + ",1\n").collect(Collectors.joining());
    Path file = Files.writeString(directory.resolve("words.csv"), "word,reward\n" + lines);
    return FeedbackOptions.read(Optional.of(file), Optional.empty(), Optional.empty());
  }

  private static String words(int[] ids, int from, int to) {
    return Arrays.stream(ids, from, to).mapToObj(id -> "w" + id).collect(Collectors.joining(" "));
  }

  private Extraction extraction(String positions, List<Path> feedback, boolean force) {
    return new Extraction(
        options(positions, feedback, FeedbackOptions.of(Lexicon.empty()), force), (done, of) -> {});
  }

  private Extraction extraction(String positions, Path feedback, FeedbackOptions options) {
    return new Extraction(options(positions, List.of(feedback), options, false), (done, of) -> {});
  }

  private ExtractOptions options(
      String positions, List<Path> feedback, FeedbackOptions options, boolean force) {
    RunSettings settings =
        RunSettings.defaults()
            .with("capture.hooks", RESID_1 + "," + MLP_0)
            .with("capture.positions", positions);
    return new ExtractOptions(
        model, Optional.empty(), feedback, options, settings, TestDevice.name(), 1, out(), force);
  }

  private Path out() {
    return directory.resolve("out");
  }

  private JsonNode index() throws IOException {
    return JSON.readTree(out().resolve("index.json").toFile());
  }

  private float[] row(String hook, int rows, int row) {
    return Arrays.copyOfRange(tensor(hook, rows * WIDTH), row * WIDTH, (row + 1) * WIDTH);
  }

  private float[] tensor(String name, int size) {
    return read(out().resolve("activations.safetensors"), name, 0, size);
  }

  /** Sequences that are too short are left out here, but keep their numbers in the reference. */
  private float[] reference(String name, int sequence, int position, int width) throws IOException {
    int[][] all = JSON.readValue(model.resolve("sequences.json").toFile(), int[][].class);
    int number =
        Arrays.asList(all).stream()
            .map(Arrays::hashCode)
            .toList()
            .indexOf(Arrays.hashCode(sequences.get(sequence)));
    return read(
        model.resolve("reference.safetensors"),
        name + "/" + number,
        (long) position * width,
        width);
  }

  private static float[] read(Path file, String name, long from, int size) {
    try (SafetensorsFile tensors = SafetensorsFile.open(file)) {
      float[] values = new float[size];
      tensors.read(name, from, FloatBuffer.wrap(values));
      return values;
    }
  }

  private static org.assertj.core.data.Offset<Float> relative(double expected) {
    return org.assertj.core.api.Assertions.within((float) Math.abs(expected * 1e-4));
  }

  private static void assertClose(float[] actual, float[] expected) {
    float largest = 0;
    for (float value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    for (int i = 0; i < WIDTH; i++) {
      assertThat(actual[i]).isCloseTo(expected[i], relative(largest));
    }
  }
}
