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
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatasetTest {
  private static final String TRIPLE =
      "{\"positive\":\"the room was great\",\"negative\":\"the room was awful\","
          + "\"neutral\":\"the room was blue\"}";

  @TempDir Path directory;

  @Test
  void tripleSharesItsContext() throws IOException {
    FeedbackItem item = triples(TRIPLE, Lexicon.empty()).get(0);
    assertThat(item.getForm()).isEqualTo(ItemForm.TRIPLE);
    assertThat(item.getItem()).isEqualTo("1");
    assertThat(item.getContext()).isEqualTo("the room was");
    assertThat(item.getCandidates())
        .extracting(Candidate::getText)
        .containsExactly(" great", " awful", " blue");
    assertThat(item.getCandidates())
        .extracting(Candidate::getRole)
        .containsExactly(CandidateRole.POSITIVE, CandidateRole.NEGATIVE, CandidateRole.NEUTRAL);
    assertThat(item.getCandidates()).extracting(Candidate::getReward).containsOnlyNulls();
  }

  @Test
  void badRowsAreLeftOutOnlyWhereThatIsAskedFor() throws IOException {
    String good = "{\"id\":\"%s\",\"completion\":\"a b\",\"reward\":1}\n";
    Path mixed = write("mixed.jsonl", good.formatted("x") + "no JSON\n" + good.formatted("y"));
    Path clean = write("clean.jsonl", good.formatted("x") + good.formatted("y"));
    Path bad = write("bad.jsonl", "no JSON\n");
    FeedbackOptions strict = FeedbackOptions.of(Lexicon.empty());
    FeedbackOptions skipping = strict.skippingBadRows(true);
    Dataset read = Dataset.readFeedback(List.of(mixed), skipping);
    assertThat(read.record()).isEqualTo(Dataset.readFeedback(List.of(clean), strict).record());
    assertThat(read.leftOut()).singleElement().asString().startsWith(mixed + ":2: is not JSON");
    assertThatThrownBy(() -> Dataset.readFeedback(List.of(mixed), strict))
        .hasMessageContaining(mixed + ":2: ")
        .hasMessageContaining("--skip-bad-rows");
    assertThatThrownBy(() -> Dataset.readFeedback(List.of(mixed, bad), skipping))
        .hasMessageContaining(bad + " has 1 row that cannot be used");
  }

  @Test
  void tripleTakesRewardsTagsAndWordsFromItsFields() throws IOException {
    FeedbackItem item =
        triples(
                "{\"id\":\"x7\",\"positive\":\"the room, most lovely\",\"neutral\":\"the room, blue\","
                    + "\"negative\":\"the rooms, awful\",\"positive_word\":\"most lovely\","
                    + "\"positive_reward\":2.5,\"negative_reward\":-2,\"topic\":\"hotel\","
                    + "\"annotator\":\"a1\",\"weight\":3,\"note\":\""
                    + "long ".repeat(30)
                    + "\"}",
                lexicon("word,reward,class\nblue,0.1,adjective\nawful,-3,adjective\n"))
            .get(1);
    assertThat(item.getItem()).isEqualTo("x7");
    assertThat(item.getContext()).isEqualTo("the");
    assertThat(item.getCandidates())
        .extracting(Candidate::getText)
        .containsExactly(" room, most lovely", " rooms, awful", " room, blue");
    assertThat(item.getCandidates())
        .extracting(Candidate::getTarget)
        .containsExactly("most lovely", "awful", "blue");
    assertThat(item.getCandidates())
        .extracting(Candidate::getReward)
        .containsExactly(2.5, -2.0, 0.1);
    assertThat(item.getCandidates().get(2).getGroup()).isEqualTo("adjective");
    assertThat(item.getTags())
        .containsExactly(new Tag("annotator", "a1"), new Tag("topic", "hotel"));
  }

  @Test
  void lexiconContextNamesItsLexicon() throws IOException {
    Lexicon lexicon = lexicon("reward,word\n1.5,great\n\n-2,\"awful\"\n");
    Path file =
        write(
            "contexts.jsonl", "{\"prompt\":\"Q: how? \",\"text\":\"it was so\",\"topic\":\"a\"}\n");
    List<FeedbackItem> items = Dataset.readFeedback(List.of(file), lexicon).items();
    assertThat(items)
        .extracting(FeedbackItem::getForm)
        .containsExactly(ItemForm.LEXICON, ItemForm.LEXICON_CONTEXT);
    assertThat(items).extracting(FeedbackItem::getIndex).containsExactly(0, 1);
    assertThat(items.get(0).getCandidates())
        .extracting(Candidate::getTarget)
        .containsExactly("great", "awful");
    assertThat(items.get(0).getCandidates().get(1).getReward()).isEqualTo(-2);
    FeedbackItem context = items.get(1);
    assertThat(context.getLexicon()).isEqualTo(items.get(0).getItem()).startsWith("lexicon-");
    assertThat(context.getContext()).isEqualTo("Q: how? it was so");
    assertThat(context.getTextStart()).isEqualTo(8);
  }

  @Test
  void filesTogetherMakeOneDatasetWhoseDigestIsItsContent() throws IOException {
    Path plain = write("a.jsonl", TRIPLE + "\n\n" + TRIPLE.replace("room", "food") + "\n");
    Path packed = directory.resolve("b.jsonl.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
      out.write(TRIPLE.replace("room", "staff").getBytes(StandardCharsets.UTF_8));
    }
    Dataset both = Dataset.readFeedback(List.of(plain, packed), Lexicon.empty());
    assertThat(both.items()).extracting(FeedbackItem::getItem).containsExactly("a:1", "a:3", "b:1");
    assertThat(both.items())
        .extracting(FeedbackItem::getDataset)
        .containsOnly(both.record().getId());
    assertThat(both.record().getItems()).isEqualTo(3);
    assertThat(Dataset.readFeedback(List.of(plain, packed), Lexicon.empty()).record())
        .isEqualTo(both.record());
    assertThat(Dataset.readFeedback(List.of(packed), Lexicon.empty()).record().getDigest())
        .isNotEqualTo(both.record().getDigest());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # row                                                                     | reason
          {'positive':'a b'                                                         | is not JSON
          [1]                                                                       | is not a JSON object
          {'prompt':'a','chosen':'b \\ud83d','rejected':'c \\ud83d\\ude00'}            | has an escape \\uD800 to \\uDFFF for half of a character
          {'answer':'a'}                                                            | is of no known form; known are triples (negative, neutral, positive), pairs (chosen, rejected), a trainer's completions (advantage, completion, prompt, step), groups (completions, rewards), scored texts (completion, reward), labelled texts (completion, label), lexicon contexts (text); its fields are answer: rename them
          {'prompt':'p','chosen':'a','rejected':null}                               | its fields are prompt, chosen: rename them
          {}                                                                        | its fields are none
          {'completion':'a','reward':NaN}                                           | field 'reward' is not a number
          {'completion':'a','reward':'1'}                                           | field 'reward' is not a number but a text
          {'completion':'a','label':'good'}                                         | field 'label' is neither true nor false
          {'id':1.5,'completion':'a','reward':1}                                    | field 'id' is neither a text nor a whole number
          {'completion':'a','reward':1} {'completion':'b','reward':1}               | is not JSON: Trailing token found after value
          {'positive':'a b','negative':'a c','neutral':3}                           | field 'neutral' is not a text
          {'positive':'a b','negative':'a c','neutral':'  '}                        | field 'neutral' is not a text
          {'positive':'a b.','negative':'a c','neutral':'a d'}                      | text 'positive' does not end in a word
          {'positive':'b','negative':'a c','neutral':'a d'}                         | text 'positive' has nothing before its word
          {'positive':'a b','negative':'a b','neutral':'a d'}                       | two of its three texts are the same
          {'positive':'a b','negative':'a c','neutral':'a d','negative_word':'x'}   | text 'negative' does not end in its word 'x'
          {'positive':'a b','negative':'a c','neutral':'a d','positive_reward':'2'} | field 'positive_reward' is not a number
          {'text':'a b'}                                                            | no lexicon was given
          {'prompt':'a','chosen':'b','rejected':'b'}                                | chosen and rejected are the same
          {'prompt':'a','chosen':'b','rejected':''}                                 | field 'rejected' is empty
          {'prompt':'a','chosen':'b','rejected':3}                                  | field 'rejected' is not a text
          {'prompt':3,'chosen':'b','rejected':'c'}                                  | field 'prompt' is not a text
          {'prompt':'a','completion':'b','reward':'good'}                           | field 'reward' is not a number
          {'prompt':'a','completions':['b'],'rewards':[1,2]}                        | has 1 completions and 2 rewards
          {'prompt':'a','completions':['b','c'],'rewards':[1,null]}                 | number 2 of 'rewards' is not a number
          {'prompt':'a','completions':['b',''],'rewards':[1,2]}                     | number 2 of 'completions' is empty
          {'prompt':'a','completions':[],'rewards':[]}                              | has no completions
          {'step':1,'prompt':'a','completion':'b','advantage':1}                    | has no column of a reward function
          """)
  void badRowIsNamedByFileLineAndReason(String row, String reason) throws IOException {
    Path file = write("f.jsonl", TRIPLE + "\n" + row.replace('\'', '"') + "\n");
    assertThatThrownBy(() -> Dataset.readFeedback(List.of(file), Lexicon.empty()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(file + " has 1 row that cannot be used: " + file + ":2: ")
        .hasMessageContaining(reason)
        .hasMessageNotContaining("\n");
  }

  @Test
  void manyBadRowsAreSummarised() throws IOException {
    Path file = write("f.jsonl", "{}\n".repeat(8));
    assertThatThrownBy(() -> Dataset.readFeedback(List.of(file), Lexicon.empty()))
        .hasMessageContaining("has 8 rows")
        .hasMessageContaining(file + ":5:")
        .hasMessageNotContaining(file + ":6:")
        .hasMessageContaining("and 3 more");
  }

  @Test
  void sameIdTwiceIsRefused() throws IOException {
    String row = TRIPLE.replace("{", "{\"id\":\"same\",");
    Path file = write("f.jsonl", row + "\n" + row.replace("room", "food") + "\n");
    assertThatThrownBy(() -> Dataset.readFeedback(List.of(file), Lexicon.empty()))
        .hasMessageContaining(file + ":2: has the id 'same', as " + file + ":1 has already");
  }

  @Test
  void numbersThatNothingReadsMayBeAsPythonWritesThem() throws IOException {
    Path file =
        write("f.jsonl", "{\"completion\":\"a b\",\"reward\":1,\"kl\":NaN,\"x\":-Infinity}");
    assertThat(Dataset.readFeedback(List.of(file), Lexicon.empty()).items()).hasSize(1);
  }

  @Test
  void idsOfFilesThatAreNamedAlikeDiffer() throws IOException {
    Path one = Files.createDirectory(directory.resolve("one")).resolve("f.jsonl");
    Path two = Files.createDirectory(directory.resolve("two")).resolve("f.jsonl");
    Files.writeString(one, TRIPLE);
    Files.writeString(two, TRIPLE);
    assertThat(Dataset.readFeedback(List.of(one, two), Lexicon.empty()).items())
        .extracting(FeedbackItem::getItem)
        .containsExactly("one/f.jsonl:1", "two/f.jsonl:1");
    Path first = write("v1.0.jsonl", TRIPLE);
    Path second = write("v1.1.jsonl", TRIPLE);
    assertThat(Dataset.readFeedback(List.of(first, second), Lexicon.empty()).items())
        .extracting(FeedbackItem::getItem)
        .containsExactly("v1.0.jsonl:1", "v1.1.jsonl:1");
  }

  @Test
  void fileThatCannotBeReadIsNamed() throws IOException {
    Path missing = directory.resolve("nowhere.jsonl");
    assertThatThrownBy(() -> Dataset.readFeedback(List.of(missing), Lexicon.empty()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(missing + " is not a file");
    Path empty = write("empty.jsonl", "\n");
    assertThatThrownBy(() -> Dataset.readFeedback(List.of(empty), Lexicon.empty()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("has no rows");
    Path latin = directory.resolve("latin.jsonl");
    Files.write(latin, "{\"text\":\"caf\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> Dataset.readFeedback(List.of(latin), Lexicon.empty()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("is not UTF-8");
    Path unpacked = write("u.jsonl.gz", TRIPLE);
    assertThatThrownBy(() -> Dataset.readFeedback(List.of(unpacked), Lexicon.empty()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("cannot be read");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          word;reward           | needs word,reward[,class]
          word,reward,great,x   | reward 'x' is not a number
          word,reward,great,NaN | reward 'NaN' is not a number
          word,reward,so so,1   | 'so so' is not one word
          word,reward,good,1,2  | has 3 cells where the header has 2
          """)
  void brokenLexiconIsRefused(String cells, String reason) {
    String csv =
        cells.startsWith("word,reward,") ? cells.replaceFirst("reward,", "reward\n") : cells;
    assertThatThrownBy(() -> lexicon(csv + "\n"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(reason);
  }

  private List<FeedbackItem> triples(String row, Lexicon lexicon) throws IOException {
    return Dataset.readFeedback(List.of(write("t.jsonl", row + "\n")), lexicon).items();
  }

  private Lexicon lexicon(String csv) throws IOException {
    return Lexicon.read(write("words.csv", csv));
  }

  private Path write(String name, String content) throws IOException {
    return Files.writeString(directory.resolve(name), content);
  }
}
