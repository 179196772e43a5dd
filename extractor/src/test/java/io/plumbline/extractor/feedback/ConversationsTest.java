package io.plumbline.extractor.feedback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.plumbline.extractor.TestResources;
import io.plumbline.schemas.UserError;
import io.plumbline.schemas.record.Candidate;
import io.plumbline.schemas.record.FeedbackItem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against TRL; see src/test/python/chat_reference.py. */
class ConversationsTest {
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"chatml", "qwen3", "llama3", "gemma", "mistral", "zephyr", "parts"})
  void pairsAreRenderedAsInTrl(String style) throws IOException {
    Path base = TestResources.path("chat/" + style);
    JsonNode reference = new JsonMapper().readTree(base.resolve("reference.json").toFile());
    for (JsonNode expected : reference.get("pairs")) {
      String row = expected.get("row").toString();
      if (expected.has("error")) {
        assertThatThrownBy(() -> read(row, base)).hasMessageContaining("alternate");
        continue;
      }
      FeedbackItem item = read(row, base);
      assertThat(item.getContext()).isEqualTo(expected.get("prompt").asText());
      assertThat(item.getCandidates())
          .extracting(Candidate::getText)
          .containsExactly(expected.get("chosen").asText(), expected.get("rejected").asText());
      assertThat(item.getTemplated()).isEqualTo(!expected.at("/row/chosen").isTextual());
    }
  }

  @Test
  void responsesOfAConversationMayBeTexts() throws IOException {
    FeedbackItem item =
        read(
            "{'prompt':[{'role':'user','content':'Hi'}],'completions':['a','b'],'rewards':[1,2]}",
            TestResources.path("chat/zephyr"));
    assertThat(item.getContext()).isEqualTo("<|user|> Hi</s>\n<|assistant|>");
    assertThat(item.getCandidates())
        .extracting(Candidate::getText)
        .containsExactly(" a</s>\n", " b</s>\n");
  }

  @Test
  void conversationInParquetIsReadAsOneInLines() {
    FeedbackItem item =
        Dataset.readFeedback(
                List.of(TestResources.path("parquet/conversations.parquet")),
                options(TestResources.path("chat/zephyr")))
            .items()
            .get(0);
    assertThat(item.getContext()).isEqualTo("<|user|> Hi</s>\n<|assistant|>");
    assertThat(item.getCandidates().get(1).getText()).isEqualTo(" No.</s>\n");
  }

  @Test
  void textOfALexiconContextFollowsItsConversation() throws IOException {
    Path words = Files.writeString(directory.resolve("words.csv"), "word,reward\ngreat,1\n");
    Path file =
        Files.writeString(
            directory.resolve("contexts.jsonl"),
            "{\"prompt\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"text\":\" it was\"}");
    FeedbackOptions options =
        FeedbackOptions.read(
            Optional.of(words), Optional.empty(), Optional.of(TestResources.path("chat/zephyr")));
    FeedbackItem item = Dataset.readFeedback(List.of(file), options).items().get(1);
    assertThat(item.getContext()).isEqualTo("<|user|> Hi</s>\n<|assistant|>\n it was");
    assertThat(item.getTextStart()).isEqualTo(item.getContext().length() - " it was".length());
    assertThat(item.getTemplated()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {'prompt':'a','completion':[{'role':'assistant','content':'b'}],'reward':1} | field 'prompt' is not a list of messages
          {'prompt':[{'content':'a'}],'completion':'b','reward':1}                    | field 'prompt' has a message without a role
          {'prompt':[],'completion':'b','reward':1}                                   | field 'prompt' is not a list of messages
          {'prompt':[{'role':'system','content':'a'}],'completion':'b','reward':1}    | ends with a message of role 'system'
          {'prompt':[{'role':'user','content':'a'}],'completion':'b','reward':1,'tools':'f'}  | field 'tools' is not a list
          {'prompt':[{'role':'user','content':'a'}],'completion':'b','reward':1,'chat_template_kwargs':{'chat_template':'x'}} | has 'chat_template', which is not followed
          {'prompt':[{'role':'user','content':'a'}],'completion':'b','reward':1,'chat_template_kwargs':'x'} | 'chat_template_kwargs' is not an object
          """)
  void unusableConversationIsNamed(String row, String reason) {
    assertThatThrownBy(() -> read(row, TestResources.path("chat/zephyr")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("rows.jsonl:1: ")
        .hasMessageContaining(reason);
  }

  @Test
  void conversationNeedsAModelWithATemplate() {
    String row = "{'prompt':[{'role':'user','content':'Hi'}],'chosen':'a','rejected':'b'}";
    assertThatThrownBy(() -> read(row, null))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("--base");
    assertThatThrownBy(() -> read(row, directory))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(directory + " has no chat template");
  }

  private static FeedbackOptions options(Path base) {
    return new FeedbackOptions(Lexicon.empty(), Optional.empty(), Optional.ofNullable(base), false);
  }

  private FeedbackItem read(String row, Path base) throws IOException {
    Path file = directory.resolve("rows.jsonl");
    Files.writeString(file, row.contains("\"") ? row : row.replace('\'', '"'));
    return Dataset.readFeedback(List.of(file), options(base)).items().get(0);
  }
}
