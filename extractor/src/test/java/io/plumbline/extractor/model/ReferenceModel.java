package io.plumbline.extractor.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.plumbline.extractor.TestDevice;
import io.plumbline.extractor.TestResources;
import io.plumbline.extractor.checkpoint.OpenCheckpoint;
import io.plumbline.schemas.UserError;
import io.plumbline.schemas.safetensors.SafetensorsFile;
import io.plumbline.schemas.settings.AttentionMethod;
import io.plumbline.schemas.settings.Precision;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A small random model and what Hugging Face transformers computed with it. */
final class ReferenceModel implements AutoCloseable {
  private static final String EXACT = "reference.safetensors";
  private static final String IN_FORMAT = "reference-in-format.safetensors";

  private final SafetensorsFile reference;
  private final List<int[]> sequences;
  private final CausalModel model;

  ReferenceModel(String name) throws IOException {
    this(name, AttentionMethod.FUSED);
  }

  ReferenceModel(String name, AttentionMethod attention) throws IOException {
    this(TestResources.path(name), TestResources.path(name), EXACT, on(attention, Precision.F32));
  }

  private ReferenceModel(Path directory, Path base, String file, Computation computation)
      throws IOException {
    reference = SafetensorsFile.open(directory.resolve(file));
    int[][] ids =
        new JsonMapper().readValue(directory.resolve("sequences.json").toFile(), int[][].class);
    sequences = List.of(ids);
    try (OpenCheckpoint checkpoint = OpenCheckpoint.tuned(directory, base)) {
      model = checkpoint.architecture().load(checkpoint.weights(), computation);
    }
  }

  /** An adapter over the model that its {@code base.txt} names. */
  static ReferenceModel adapted(String name) throws IOException {
    Path directory = TestResources.path(name);
    String base = Files.readString(directory.resolve("base.txt")).strip();
    return new ReferenceModel(
        directory, TestResources.path(base), EXACT, on(AttentionMethod.FUSED, Precision.F32));
  }

  /** A model in f16 or bf16, and what transformers computed in that format. */
  static ReferenceModel inFormat(String name) throws IOException {
    Path directory = TestResources.path(name);
    return new ReferenceModel(
        directory, directory, IN_FORMAT, on(AttentionMethod.FUSED, Precision.F32));
  }

  /** A model that is computed in bf16, and what transformers computed in f32. */
  static ReferenceModel rounded(String name, AttentionMethod attention) throws IOException {
    Path directory = TestResources.path(name);
    return new ReferenceModel(directory, directory, EXACT, on(attention, Precision.BF16));
  }

  private static Computation on(AttentionMethod attention, Precision precision) {
    return new Computation(Devices.named(TestDevice.name(), why -> {}), attention, precision);
  }

  /** Names of all reference models that are whole. */
  static Stream<String> all() {
    return with(EXACT);
  }

  /** Names of those whose weights are f16 or bf16. */
  static Stream<String> allInFormat() {
    return with(IN_FORMAT);
  }

  private static Stream<String> with(String file) {
    return Stream.of("gptneox", "models").flatMap(resource -> under(resource, file));
  }

  private static Stream<String> under(String resource, String name) {
    Path root = TestResources.path(resource);
    try (Stream<Path> files = Files.walk(root)) {
      List<String> names =
          files
              .filter(file -> file.endsWith(name))
              .map(file -> root.getParent().relativize(file.getParent()).toString())
              .sorted()
              .toList();
      return names.stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  CausalModel model() {
    return model;
  }

  List<int[]> sequences() {
    return sequences;
  }

  /** Hook points that the reference has. */
  List<HookPoint> hooks() {
    return reference.names().stream()
        .filter(name -> name.endsWith("/0") && name.startsWith("blocks"))
        .map(name -> HookPoint.parse(name.substring(0, name.length() - 2)))
        .sorted()
        .toList();
  }

  /** Hook points that the model has. */
  List<HookPoint> hooksOfModel() {
    List<HookPoint> hooks = new ArrayList<>();
    for (int layer = 0; layer < model.architecture().layers(); layer++) {
      for (HookKind kind : HookKind.values()) {
        HookPoint hook = new HookPoint(layer, kind);
        try {
          model.architecture().require(hook);
          hooks.add(hook);
        } catch (UserError e) {
          assertThat(hook.kind()).isEqualTo(HookKind.RESID_MID);
        }
      }
    }
    return hooks;
  }

  /** Activations of a sequence, {@code [tokens, d_model]}. */
  float[] expected(HookPoint hook, int sequence) {
    return tensor(hook.name() + "/" + sequence);
  }

  /** Log-probabilities of a sequence, {@code [tokens, vocabulary]}. */
  float[] expectedLogProbs(int sequence) {
    return tensor("log_probs/" + sequence);
  }

  /** A request for everything at every token of the given sequences. */
  ForwardRequest requestForAll(List<int[]> batch) {
    List<Row> rows = new ArrayList<>();
    for (int s = 0; s < batch.size(); s++) {
      for (int t = 0; t < batch.get(s).length; t++) {
        rows.add(new Row(s, t));
      }
    }
    return requestForAll(TokenTree.each(batch), rows);
  }

  /** A request for everything at some tokens. */
  ForwardRequest requestForAll(List<TokenTree> batch, List<Row> rows) {
    SortedMap<HookPoint, List<Row>> captures = new TreeMap<>();
    hooks().forEach(hook -> captures.put(hook, rows));
    List<Integer> vocabulary =
        IntStream.range(0, model.architecture().vocabulary()).boxed().toList();
    return new ForwardRequest(
        batch, captures, rows.stream().map(row -> new Prediction(row, vocabulary)).toList());
  }

  /** All rows, one behind the other. */
  static float[] flat(List<float[]> rows) {
    int size = rows.stream().mapToInt(row -> row.length).sum();
    float[] all = new float[size];
    int at = 0;
    for (float[] row : rows) {
      System.arraycopy(row, 0, all, at, row.length);
      at += row.length;
    }
    return all;
  }

  private float[] tensor(String name) {
    float[] values = new float[(int) reference.entry(name).size()];
    reference.read(name, 0, FloatBuffer.wrap(values));
    return values;
  }

  @Override
  public void close() {
    model.close();
    reference.close();
  }
}
