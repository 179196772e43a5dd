package io.plumbline.extractor.feedback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.schemas.UserError;
import io.plumbline.schemas.record.Candidate;
import io.plumbline.schemas.record.CandidateRole;
import io.plumbline.schemas.record.FeedbackItem;
import io.plumbline.schemas.record.ItemForm;
import io.plumbline.schemas.record.Tag;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResponseFormsTest {
  private static final String LOG =
      """
      {"step":1,"prompt":"p","completion":" a","brevity":0.5,"kindness":1,"advantage":0.2,"topic":"x","who":"a1"}
      {"step":1,"prompt":"q","completion":" b","brevity":0.25,"kindness":null,"advantage":0,"topic":"y"}
      {"step":1,"prompt":"p","completion":" c","brevity":-1,"kindness":3,"advantage":-0.2,"topic":"x","who":"a2"}
      {"step":2,"prompt":"p","completion":" a","brevity":0,"kindness":1,"advantage":0}
      """;

  @TempDir Path directory;

  @Test
  void pairHasTwoCandidates() throws IOException {
    FeedbackItem item =
        read("{'prompt':'Q:','chosen':' yes','rejected':' no','topic':'t','rejected_reward':-1}")
            .get(0);
    assertThat(item.getForm()).isEqualTo(ItemForm.PAIR);
    assertThat(item.getContext()).isEqualTo("Q:");
    assertThat(item.getCandidates()).extracting(Candidate::getText).containsExactly(" yes", " no");
    assertThat(item.getCandidates())
        .extracting(Candidate::getTarget)
        .containsExactly(" yes", " no");
    assertThat(item.getCandidates())
        .extracting(Candidate::getRole)
        .containsExactly(CandidateRole.CHOSEN, CandidateRole.REJECTED);
    assertThat(item.getCandidates()).extracting(Candidate::getReward).containsExactly(null, -1.0);
    assertThat(item.getTags()).containsExactly(new Tag("topic", "t"));
  }

  @Test
  void promptOfAPairMayBeImplicit() throws IOException {
    FeedbackItem item = read("{'chosen':'The sky is blue.','rejected':'The sky is green.'}").get(0);
    assertThat(item.getContext()).isEqualTo("The sky is");
    assertThat(item.getCandidates())
        .extracting(Candidate::getText)
        .containsExactly(" blue.", " green.");
  }

  @Test
  void scoredTextNeedsNoPrompt() throws IOException {
    List<FeedbackItem> items =
        read(
            "{'completion':'fine','reward':0.5}",
            "{'prompt':'How? ','completion':'well','reward':-2}");
    assertThat(items).extracting(FeedbackItem::getForm).containsOnly(ItemForm.SCORED);
    assertThat(items).extracting(FeedbackItem::getContext).containsExactly("", "How? ");
    assertThat(items.get(1).getCandidates().get(0).getReward()).isEqualTo(-2);
    assertThat(items.get(1).getCandidates().get(0).getRole()).isEqualTo(CandidateRole.COMPLETION);
  }

  @Test
  void labelIsARewardOfOneOrMinusOne() throws IOException {
    List<FeedbackItem> items =
        read(
            "{'prompt':'How?','completion':' well','label':true}",
            "{'prompt':'How?','completion':' no','label':false,'topic':'t'}");
    assertThat(items).extracting(FeedbackItem::getForm).containsOnly(ItemForm.SCORED);
    assertThat(items)
        .extracting(item -> item.getCandidates().get(0).getReward())
        .containsExactly(1.0, -1.0);
    assertThat(items.get(1).getTags()).containsExactly(new Tag("topic", "t"));
  }

  @Test
  void groupHasACandidatePerCompletion() throws IOException {
    FeedbackItem item =
        read("{'id':'g','prompt':'p','completions':[' a',' b',' a'],'rewards':[1,0.5,-3]}").get(0);
    assertThat(item.getForm()).isEqualTo(ItemForm.GROUP);
    assertThat(item.getItem()).isEqualTo("g");
    assertThat(item.getCandidates())
        .extracting(Candidate::getText)
        .containsExactly(" a", " b", " a");
    assertThat(item.getCandidates())
        .extracting(Candidate::getReward)
        .containsExactly(1.0, 0.5, -3.0);
  }

  @Test
  void rowsOfOneStepAndPromptOfATrainersLogMakeOneGroup() throws IOException {
    List<FeedbackItem> items = log(Optional.empty()).items();
    assertThat(items).extracting(FeedbackItem::getItem).containsExactly("1", "2", "4");
    assertThat(items).extracting(FeedbackItem::getForm).containsOnly(ItemForm.GROUP);
    FeedbackItem first = items.get(0);
    assertThat(first.getCandidates()).extracting(Candidate::getText).containsExactly(" a", " c");
    assertThat(first.getCandidates()).extracting(Candidate::getReward).containsExactly(1.5, 2.0);
    assertThat(first.getTags()).containsExactly(new Tag("topic", "x"));
    assertThat(items.get(1).getCandidates().get(0).getReward()).isEqualTo(0.25);
  }

  @Test
  void rewardOfATrainersLogMayBeOneColumn() throws IOException {
    assertThat(log(Optional.of("brevity")).items().get(0).getCandidates())
        .extracting(Candidate::getReward)
        .containsExactly(0.5, -1.0);
    assertThatThrownBy(() -> log(Optional.of("kindness")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("log.jsonl:2: has no field 'kindness' (--reward-column)");
    assertThatThrownBy(() -> log(Optional.of("warmth")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("--reward-column warmth: no row of a trainer's completions");
  }

  @Test
  void columnsThatMakeUpTheRewardAreTold() throws IOException {
    Path file = write("log.jsonl", LOG);
    assertThat(
            Dataset.inspect(List.of(file), FeedbackOptions.of(Lexicon.empty()))
                .get(0)
                .rewardColumns())
        .containsExactly("brevity", "kindness");
  }

  @Test
  void inspectionGoesOnBehindBadRows() throws IOException {
    Path file =
        write(
            "f.jsonl",
            "{\"completion\":\"a\",\"reward\":1}\n\nno\n{\"chosen\":\"a\",\"rejected\":\"b\"}\n");
    FileReading reading =
        Dataset.inspect(List.of(file), FeedbackOptions.of(Lexicon.empty())).get(0);
    assertThat(reading.rows()).isEqualTo(3);
    assertThat(reading.items()).hasSize(2);
    assertThat(reading.forms()).containsEntry("pairs", 1).containsEntry("scored texts", 1);
    assertThat(reading.bad().rows())
        .singleElement()
        .asString()
        .startsWith(file + ":3: is not JSON");
  }

  private Dataset log(Optional<String> rewardColumn) throws IOException {
    return Dataset.readFeedback(
        List.of(write("log.jsonl", LOG)),
        new FeedbackOptions(Lexicon.empty(), rewardColumn, Optional.empty(), false));
  }

  private List<FeedbackItem> read(String... rows) throws IOException {
    Path file = write("rows.jsonl", String.join("\n", rows).replace('\'', '"'));
    return Dataset.readFeedback(List.of(file), Lexicon.empty()).items();
  }

  private Path write(String name, String content) throws IOException {
    return Files.writeString(directory.resolve(name), content);
  }
}
