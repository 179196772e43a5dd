package io.plumbline.extractor.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.extractor.TinyRun;
import io.plumbline.extractor.feedback.Dataset;
import io.plumbline.extractor.feedback.Lexicon;
import io.plumbline.extractor.model.ModelFamilies;
import io.plumbline.extractor.tokenize.TextTokenizer;
import io.plumbline.schemas.record.FeedbackItem;
import io.plumbline.schemas.record.RowRole;
import io.plumbline.schemas.settings.ContextPositions;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
    List<Reading> readings = plan(ContextPositions.ALL).readings(items.get(1), RowRole.TARGET);
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
    ReadingPlan all = plan(ContextPositions.ALL);
    assertThat(all.words(items.get(0).getItem()).words()).containsExactly(0, 2, 3);
    Reading reading = all.readings(items.get(3), RowRole.TARGET).get(0);
    // <s> The movie | was great and the acting
    assertThat(reading.decisions()).containsExactly(2, 3, 4, 5, 6, 7);
    assertThat(reading.choices()).hasSize(6).contains(new Choice(7, List.of(7, 15, 37)));
    assertThat(reading.rows()).isEmpty();
    assertThat(reading.lexicon()).isEqualTo(items.get(0).getItem());
    assertThat(all.readings(items.get(4), RowRole.TARGET).get(0).decisions())
        .containsExactly(0, 1, 2);
    assertThat(plan(ContextPositions.END).readings(items.get(3), RowRole.TARGET).get(0).decisions())
        .containsExactly(7);
    assertThat(all.readings(items.get(0), RowRole.TARGET)).isEmpty();
  }

  @Test
  void corpusHasEveryTokenOfTheTextsOnce() throws Exception {
    List<Reading> triple = plan(ContextPositions.ALL).readings(items.get(1), RowRole.CORPUS);
    assertThat(triple)
        .extracting(Reading::rows)
        .containsExactly(List.of(1, 2, 3, 4), List.of(4), List.of(4));
    List<Reading> context = plan(ContextPositions.ALL).readings(items.get(4), RowRole.CORPUS);
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
    ReadingPlan plan = plan(ContextPositions.ALL);
    assertThatThrownBy(() -> plan.readings(bad.get(0), RowRole.TARGET))
        .isInstanceOf(UnreadableItemException.class)
        .hasMessage("item unknown: the tokenizer does not know its target 'xylophone'");
    assertThatThrownBy(() -> plan.readings(bad.get(1), RowRole.TARGET))
        .isInstanceOf(UnreadableItemException.class)
        .hasMessageContaining("item long: its text has 72 tokens, but the model reads at most 64");
  }

  private ReadingPlan plan(ContextPositions positions) {
    return new ReadingPlan(
        tokenizer, ModelFamilies.read(tiny.base()), positions, id -> items.get(0));
  }
}
