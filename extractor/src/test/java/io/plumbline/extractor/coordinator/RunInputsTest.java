package io.plumbline.extractor.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.extractor.ResavedModel;
import io.plumbline.extractor.TestResources;
import io.plumbline.extractor.TinyRun;
import io.plumbline.extractor.capture.ItemCost;
import io.plumbline.extractor.checkpoint.ContentDigest;
import io.plumbline.extractor.feedback.BadRow;
import io.plumbline.extractor.feedback.Dataset;
import io.plumbline.extractor.feedback.FeedbackOptions;
import io.plumbline.extractor.feedback.Lexicon;
import io.plumbline.schemas.UserError;
import io.plumbline.schemas.record.CheckpointArrived;
import io.plumbline.schemas.record.ExtractionTask;
import io.plumbline.schemas.record.RowRole;
import io.plumbline.schemas.settings.RunSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunInputsTest {
  private static final String MLP = "blocks.1.hook_mlp_out";

  private static final JsonMapper JSON = new JsonMapper();

  @TempDir Path directory;
  private TinyRun tiny;

  @BeforeEach
  void copyBase() {
    tiny = new TinyRun(directory);
  }

  @Test
  void costsOfEveryItemAreKnownBeforehand() {
    RunInputs inputs = read(RunSettings.defaults());
    assertThat(inputs.feedbackCosts())
        .containsExactly(
            new ItemCost(0, 0, 0),
            new ItemCost(3, 1, 3),
            new ItemCost(3, 1, 3),
            new ItemCost(0, 6, 18),
            new ItemCost(0, 3, 9));
    assertThat(inputs.corpusCosts()).extracting(ItemCost::rows).containsExactly(0, 6, 6, 7, 2);
    assertThat(inputs.feedbackCosts().get(1).bytes(2, 3, 32)).isEqualTo((9 * 32 + 3) * 4);
    assertThat(inputs.decisionHook()).isEqualTo("blocks.1.hook_resid_post");
    assertThat(inputs.contributionHooks())
        .containsExactly("blocks.0.hook_mlp_out", "blocks.1.hook_mlp_out");
    assertThat(inputs.listedHooks()).isEmpty();
  }

  @Test
  void tasksCoverTheDatasetsOnce() {
    RunInputs inputs = read(RunSettings.defaults().with("capture.shard-items", "2"));
    CheckpointArrived base =
        CheckpointArrived.newBuilder()
            .setRun("tiny")
            .setStep(0)
            .setOrdinal(0)
            .setCheckpoint(inputs.baseDigest())
            .setLocation(inputs.base().toString())
            .setTime(99)
            .build();
    List<ExtractionTask> tasks = new TaskPlan(inputs, List.of(MLP)).ofBase(base);
    assertThat(tasks)
        .extracting(ExtractionTask::getRole)
        .containsExactly(
            RowRole.CORPUS,
            RowRole.CORPUS,
            RowRole.CORPUS,
            RowRole.TARGET,
            RowRole.TARGET,
            RowRole.TARGET);
    assertThat(tasks).extracting(ExtractionTask::getFromItem).containsExactly(0, 2, 4, 0, 2, 4);
    assertThat(tasks).extracting(ExtractionTask::getToItem).containsExactly(2, 4, 5, 2, 4, 5);
    assertThat(tasks).extracting(ExtractionTask::getShards).containsOnly(3);
    assertThat(tasks).extracting(ExtractionTask::getTime).containsOnly(99L);
    assertThat(tasks.get(0).getDecisionHook()).isNull();
    assertThat(tasks.get(3).getDecisionHook()).isEqualTo("blocks.1.hook_resid_post");
  }

  @Test
  void listedHooksAreCheckedAndSorted() {
    RunSettings two =
        RunSettings.defaults().with("capture.hooks", MLP + ", blocks.0.hook_attn_out," + MLP);
    assertThat(read(two).listedHooks()).containsExactly("blocks.0.hook_attn_out", MLP);
    RunSettings absent = RunSettings.defaults().with("capture.hooks", "blocks.7.hook_mlp_out");
    assertThatThrownBy(() -> read(absent))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("layers 0 to 1");
  }

  @Test
  void tokenizerOfAnotherModelIsRefused() throws IOException {
    Files.copy(
        TestResources.path("tokenizers/byte-level/tokenizer.json"),
        tiny.base().resolve("tokenizer.json"),
        StandardCopyOption.REPLACE_EXISTING);
    assertThatThrownBy(() -> read(RunSettings.defaults()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("tokenizer and model do not belong together");
  }

  @Test
  void lexiconOfUnknownWordsIsRefused() {
    tiny.words();
    Lexicon lexicon =
        Lexicon.read(tiny.write("rare.csv", "word,reward\nxylophone,1\ngreat,2\nzither,3\n"));
    Dataset feedback = Dataset.readFeedback(List.of(tiny.contexts()), lexicon);
    assertThatThrownBy(
            () -> RunInputs.read(tiny.base(), feedback, Optional.empty(), RunSettings.defaults()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("of the lexicon's 3 words only 1 are one token");
  }

  @Test
  void unreadableItemsAreNamedTogether() {
    Path file =
        tiny.write(
            "t.jsonl",
            """
            {"id":"a","positive":"the great","negative":"the xylophone","neutral":"the room"}
            {"id":"b","positive":"the great","negative":"the awful","neutral":"the room"}
            """);
    Dataset feedback = Dataset.readFeedback(List.of(file), Lexicon.empty());
    assertThatThrownBy(
            () -> RunInputs.read(tiny.base(), feedback, Optional.empty(), RunSettings.defaults()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("cannot read 1 of 2 items of the feedback: item a: ");
  }

  @Test
  void unreadableItemsAreLeftOutWhereBadRowsAre() {
    Path file =
        tiny.write(
            "t.jsonl",
            """
            {"id":"a","positive":"the great","negative":"the xylophone","neutral":"the room"}
            {"id":"b","positive":"the great","negative":"the awful","neutral":"the room"}
            {"id":"c","positive":"the %s great","negative":"the awful","neutral":"the room"}
            """
                .formatted("room ".repeat(80)));
    FeedbackOptions lenient = FeedbackOptions.of(Lexicon.empty()).skippingBadRows(true);
    Dataset feedback = Dataset.readFeedback(List.of(file), lenient);
    RunInputs inputs =
        RunInputs.read(tiny.base(), feedback, Optional.empty(), RunSettings.defaults());
    assertThat(inputs.leftOut())
        .extracting(BadRow::toString)
        .satisfiesExactly(
            first -> assertThat(first).startsWith(file + ":1: item a: "),
            second -> assertThat(second).startsWith(file + ":3: item c: ").contains("at most 64"));
    Dataset alone =
        Dataset.readFeedback(
            List.of(
                tiny.write(
                    "b.jsonl",
                    """
                    {"id":"b","positive":"the great","negative":"the awful","neutral":"the room"}
                    """)),
            Lexicon.empty());
    assertThat(inputs.feedback().record()).isEqualTo(alone.record());
    assertThat(inputs.feedback().items()).isEqualTo(alone.items());
    assertThat(inputs.feedbackCosts()).hasSize(1);
    assertThat(inputs.corpusCosts()).hasSize(1);
  }

  @Test
  void nothingIsLeftOfFeedbackThatTheModelCannotRead() {
    Path file =
        tiny.write(
            "t.jsonl",
            """
            {"id":"a","positive":"the great","negative":"the xylophone","neutral":"the room"}
            """);
    FeedbackOptions lenient = FeedbackOptions.of(Lexicon.empty()).skippingBadRows(true);
    Dataset feedback = Dataset.readFeedback(List.of(file), lenient);
    assertThatThrownBy(
            () -> RunInputs.read(tiny.base(), feedback, Optional.empty(), RunSettings.defaults()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("cannot read 1 of 1 items of the feedback: item a: ");
  }

  @Test
  void givenDictionariesHaveToFitSettingsAndModel() {
    String hook = "blocks.0.hook_mlp_out";
    String digest = "0".repeat(64);
    RunSettings settings =
        RunSettings.defaults()
            .with("capture.hooks", hook)
            .with("dictionary.given", hook + "=" + digest);
    GivenDictionary fits = given(hook, 32, digest);
    RunInputs inputs = read(settings);
    assertThat(inputs.withDictionaries(List.of(fits)).dictionaries()).containsExactly(fits);
    assertThat(fits.chunks("run", 7))
        .hasSize(3)
        .allSatisfy(chunk -> assertThat(chunk.getChunks()).isEqualTo(3))
        .extracting(chunk -> chunk.getPayload().remaining())
        .containsExactly(512 << 10, 512 << 10, 1);
    assertRefused(inputs, given("blocks.1.hook_mlp_out", 32, digest), "not among capture.hooks");
    assertRefused(inputs, given(hook, 31, digest), "is for rows of 31, and the model's are 32");
    assertRefused(inputs, given(hook, 32, "1".repeat(64)), "is set by --dictionary");
    assertThatThrownBy(() -> inputs.withDictionaries(List.of()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("is set by --dictionary");
    assertRefused(
        read(settings.with("dictionary.refresh", "100")), fits, "given are not refreshed");
  }

  private static void assertRefused(RunInputs inputs, GivenDictionary given, String message) {
    assertThatThrownBy(() -> inputs.withDictionaries(List.of(given)))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(message);
  }

  private static GivenDictionary given(String hook, int width, String digest) {
    return new GivenDictionary(hook, "topk", width, 64, digest, new byte[(1 << 20) + 1]);
  }

  @Test
  void tunedCheckpointIsMeasuredAgainstTheBase() throws IOException {
    RunInputs inputs = read(RunSettings.defaults());
    Path same = TestResources.copy("gptneox/parallel", directory.resolve("checkpoint-10"));
    Files.writeString(
        same.resolve("trainer_state.json"), "{\"log_history\":[{\"step\":10,\"reward\":2}]}");
    MeasuredCheckpoint measured = MeasuredCheckpoint.measure(10, same, inputs);
    assertThat(measured.digest()).isEqualTo(ContentDigest.of(tiny.base(), tiny.base()));
    assertThat(measured.divergence()).extracting(layer -> layer.getValue()).containsOnly(0.0);
    assertThat(measured.trainerLog()).hasSize(2);
    ObjectNode config = (ObjectNode) JSON.readTree(same.resolve("config.json").toFile());
    config.put("num_hidden_layers", 1);
    JSON.writeValue(same.resolve("config.json").toFile(), config);
    assertThatThrownBy(() -> MeasuredCheckpoint.measure(10, same, inputs))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("GPTNeoXForCausalLM with 1 layers of width 32, the base");
  }

  @Test
  void checkpointWithMoreTokensIsMeasuredAndOneOfOtherLayersRefused() throws IOException {
    RunInputs inputs = read(RunSettings.defaults());
    Path tuned = TestResources.copy("gptneox/parallel", directory.resolve("checkpoint-10"));
    ObjectNode config = (ObjectNode) JSON.readTree(tuned.resolve("config.json").toFile());
    int vocabulary = config.get("vocab_size").asInt() + 3;
    JSON.writeValue(tuned.resolve("config.json").toFile(), config.put("vocab_size", vocabulary));
    ResavedModel model =
        ResavedModel.of(tuned.resolve("model.safetensors"))
            .withRows("gpt_neox.embed_in.weight", vocabulary)
            .withRows("embed_out.weight", vocabulary);
    model.save();
    MeasuredCheckpoint measured = MeasuredCheckpoint.measure(10, tuned, inputs);
    assertThat(measured.divergence()).extracting(layer -> layer.getValue()).containsOnly(0.0);
    assertThat(measured.headTrained()).isTrue();

    int inner = config.get("intermediate_size").asInt() + 1;
    JSON.writeValue(tuned.resolve("config.json").toFile(), config.put("intermediate_size", inner));
    for (int layer = 0; layer < 2; layer++) {
      String mlp = "gpt_neox.layers." + layer + ".mlp.";
      model
          .withRows(mlp + "dense_h_to_4h.weight", inner)
          .put(mlp + "dense_h_to_4h.bias", new float[inner], List.of((long) inner))
          .put(mlp + "dense_4h_to_h.weight", new float[32 * inner], List.of(32L, (long) inner));
    }
    model.save();
    assertThatThrownBy(() -> MeasuredCheckpoint.measure(10, tuned, inputs))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("it has a tensor gpt_neox.layers.0.mlp.dense_4h_to_h.weight of")
        .hasMessageContaining("[32, " + inner + "], the base one of [32, " + (inner - 1) + "]");
  }

  @Test
  void adapterIsMeasuredOverTheBase() {
    RunInputs inputs = read(RunSettings.defaults());
    Path adapter = TestResources.copy("lora/patterns", directory.resolve("checkpoint-10"));
    MeasuredCheckpoint measured = MeasuredCheckpoint.measure(10, adapter, inputs);
    assertThat(measured.digest()).isNotEqualTo(ContentDigest.of(tiny.base(), tiny.base()));
    assertThat(measured.adapter()).isEqualTo("lora");
    assertThat(measured.valueHead()).isFalse();
    assertThat(measured.headTrained()).isFalse();
    assertThat(measured.divergence()).hasSize(2).allMatch(layer -> layer.getValue() > 1);
  }

  private RunInputs read(RunSettings settings) {
    Dataset feedback =
        Dataset.readFeedback(List.of(tiny.triples(), tiny.contexts()), Lexicon.read(tiny.words()));
    return RunInputs.read(tiny.base(), feedback, Optional.empty(), settings);
  }
}
