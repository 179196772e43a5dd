package io.plumbline.extractor.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.extractor.TinyRun;
import io.plumbline.extractor.feedback.Dataset;
import io.plumbline.extractor.feedback.Lexicon;
import io.plumbline.extractor.model.ModelFamilies;
import io.plumbline.extractor.tokenize.TextTokenizer;
import io.plumbline.schemas.record.FeedbackItem;
import io.plumbline.schemas.record.RowRole;
import io.plumbline.schemas.settings.RunSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tokenizer knows whole words and starts every text with the token {@code <s>}. */
class ReadingPlanTest {
  @TempDir Path directory;
  private TinyRun tiny;
  private TextTokenizer tokenizer;
  private List<FeedbackItem> items;

  @BeforeEach
  void open() {
    tiny = new TinyRun(directory);
    tokenizer = TextTokenizer.open(tiny.base());
    items =
        Dataset.readFeedback(List.of(tiny.triples(), tiny.contexts()), Lexicon.read(tiny.words()))
            .items();
  }

  @AfterEach
  void close() {
    tokenizer.close();
  }

  @Test
  void tripleIsCapturedAtItsWordsAndOnceWhereTheyAreChosen() throws Exception {
    List<Reading> readings = plan().readings(items.get(1), RowRole.TARGET);
    assertThat(readings).hasSize(3);
    assertThat(readings).extracting(Reading::candidate).containsExactly(0, 1, 2);
    // <s> the room was great
    assertThat(readings.get(0).tokens()).containsExactly(1, 2, 32, 3, 7);
    assertThat(readings).extracting(Reading::rows).containsOnly(List.of(4));
    assertThat(readings)
        .extracting(Reading::decisions)
        .containsExactly(List.of(3), List.of(), List.of());
    assertThat(readings.get(0).decisionCandidate()).isEqualTo(Reading.CONTEXT);
    assertThat(readings.get(1).choices()).containsExactly(new Choice(3, List.of(15)));
  }

  @Test
  void everyPlaceOfAContextsTextIsAChoiceBetweenTheUsableWords() throws Exception {
    ReadingPlan all = plan();
    assertThat(all.words(items.get(0).getItem()).words()).containsExactly(0, 2, 3);
    Reading reading = all.readings(items.get(3), RowRole.TARGET).get(0);
    // <s> The movie | was great and the acting
    assertThat(reading.decisions()).containsExactly(2, 3, 4, 5, 6, 7);
    assertThat(reading.choices()).hasSize(6).contains(new Choice(7, List.of(7, 15, 37)));
    assertThat(reading.rows()).isEmpty();
    assertThat(reading.lexicon()).isEqualTo(items.get(0).getItem());
    assertThat(all.readings(items.get(4), RowRole.TARGET).get(0).decisions())
        .containsExactly(0, 1, 2);
    assertThat(
            plan("capture.contexts=end").readings(items.get(3), RowRole.TARGET).get(0).decisions())
        .containsExactly(7);
    assertThat(all.readings(items.get(0), RowRole.TARGET)).isEmpty();
  }

  @Test
  void corpusHasEveryTokenOfTheTextsOnce() throws Exception {
    List<Reading> triple = plan().readings(items.get(1), RowRole.CORPUS);
    assertThat(triple)
        .extracting(Reading::rows)
        .containsExactly(List.of(1, 2, 3, 4), List.of(4), List.of(4));
    List<Reading> context = plan().readings(items.get(4), RowRole.CORPUS);
    assertThat(context.get(0).rows()).containsExactly(1, 2);
    assertThat(context.get(0).choices()).isEmpty();
  }

  @Test
  void whatTheModelCannotReadIsNamed() {
    Path file =
        tiny.write(
            "bad.jsonl",
            """
            {"id":"unknown","positive":"the great","negative":"the xylophone","neutral":"the room"}
            {"id":"long","positive":"%s great","negative":"the awful","neutral":"the room"}
            """
                .formatted("the ".repeat(70)));
    List<FeedbackItem> bad = Dataset.readFeedback(List.of(file), Lexicon.empty()).items();
    ReadingPlan plan = plan();
    assertThatThrownBy(() -> plan.readings(bad.get(0), RowRole.TARGET))
        .isInstanceOf(UnreadableItemException.class)
        .hasMessage("item unknown: the tokenizer does not know its target 'xylophone'");
    assertThatThrownBy(() -> plan.readings(bad.get(1), RowRole.TARGET))
        .isInstanceOf(UnreadableItemException.class)
        .hasMessageContaining("item long: its text has 72 tokens, but the model reads at most 64");
  }

  @Test
  void responseIsReadTokenByTokenAndItsPromptOnce() throws Exception {
    FeedbackItem pair =
        item("{'prompt':'the room','chosen':' was great','rejected':' was awful and blue'}");
    List<Reading> readings = plan().readings(pair, RowRole.TARGET);
    // <s> the room | was great
    assertThat(readings).extracting(Reading::rows).containsExactly(List.of(3, 4), rows(3, 6));
    assertThat(readings).extracting(Reading::decisions).containsExactly(List.of(2), List.of());
    assertThat(readings.get(0).decisionCandidate()).isEqualTo(Reading.CONTEXT);
    assertThat(readings.get(1).choices()).extracting(Choice::position).containsExactly(2, 3, 4, 5);
    assertThat(readings).extracting(Reading::lexicon).containsOnlyNulls();
    assertThat(plan().readings(pair, RowRole.CORPUS))
        .extracting(Reading::rows)
        .containsExactly(rows(1, 4), rows(4, 6));
  }

  @ParameterizedTest
  @CsvSource({"target,4;3 4", "decision,3;2", "last,4;4", "mean,4;3 4", "all,4;3 4"})
  void positionsAreChosen(String positions, String expected) throws Exception {
    FeedbackItem scored = item("{'prompt':'the room','completion':' was great','reward':1}");
    ReadingPlan plan = plan("capture.positions=" + positions);
    List<String> found = new ArrayList<>();
    for (FeedbackItem read : List.of(items.get(1), scored)) {
      Reading reading = plan.readings(read, RowRole.TARGET).get(0);
      found.add(reading.rows().stream().map(String::valueOf).collect(Collectors.joining(" ")));
      assertThat(reading.mean()).isEqualTo(positions.equals("mean"));
      assertThat(ItemCost.of(List.of(reading)).rows())
          .isEqualTo(reading.mean() ? 1 : reading.rows().size());
    }
    assertThat(found).containsExactly(expected.split(";"));
  }

  @Test
  void responseWithoutAPromptFollowsTheFirstSpecialToken() throws Exception {
    Reading reading =
        plan().readings(item("{'completion':'the room','reward':1}"), RowRole.TARGET).get(0);
    assertThat(reading.tokens()).containsExactly(1, 2, 32);
    assertThat(reading.rows()).containsExactly(1, 2);
    assertThat(reading.decisions()).containsExactly(0);
    assertThat(reading.choices())
        .containsExactly(new Choice(0, List.of(2)), new Choice(1, List.of(32)));
  }

  @Test
  void whereNothingStandsBeforeAResponseItsFirstTokenHasNoLogProbability() throws Exception {
    ObjectNode json =
        (ObjectNode) new JsonMapper().readTree(tiny.base().resolve("tokenizer.json").toFile());
    json.putNull("post_processor");
    Files.writeString(directory.resolve("tokenizer.json"), json.toString());
    try (TextTokenizer bare = TextTokenizer.open(directory)) {
      ReadingPlan plan =
          new ReadingPlan(
              bare, ModelFamilies.read(tiny.base()), RunSettings.defaults(), id -> null);
      FeedbackItem two = item("{'completion':'the room','reward':1}");
      Reading reading = plan.readings(two, RowRole.TARGET).get(0);
      assertThat(reading.rows()).containsExactly(0, 1);
      assertThat(reading.decisions()).isEmpty();
      assertThat(reading.choices()).containsExactly(new Choice(0, List.of(32)));
      FeedbackItem one = item("{'completion':'the','reward':1}");
      assertThatThrownBy(() -> plan.readings(one, RowRole.TARGET))
          .hasMessageContaining("nothing predicts it");
    }
  }

  private FeedbackItem item(String row) {
    Path file = tiny.write("item.jsonl", row.replace('\'', '"'));
    return Dataset.readFeedback(List.of(file), Lexicon.empty()).items().get(0);
  }

  private static List<Integer> rows(int first, int last) {
    return IntStream.rangeClosed(first, last).boxed().toList();
  }

  private ReadingPlan plan(String... settings) {
    RunSettings chosen = RunSettings.defaults();
    for (String setting : settings) {
      String[] parts = setting.split("=", 2);
      chosen = chosen.with(parts[0], parts[1]);
    }
    return new ReadingPlan(tokenizer, ModelFamilies.read(tiny.base()), chosen, id -> items.get(0));
  }
}
