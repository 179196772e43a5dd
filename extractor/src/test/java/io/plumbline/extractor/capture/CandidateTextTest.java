package io.plumbline.extractor.capture;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.plumbline.extractor.TestResources;
import io.plumbline.extractor.tokenize.TextTokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against TRL's DPO trainer; see src/test/python/chat_reference.py. */
class CandidateTextTest {
  @ParameterizedTest
  @ValueSource(strings = {"chatml", "qwen3", "llama3", "gemma", "mistral"})
  void responsesToOnePromptBeginAtOneToken(String style)
      throws IOException, UnreadableItemException {
    Path base = TestResources.path("chat/" + style);
    JsonNode reference = new JsonMapper().readTree(base.resolve("reference.json").toFile());
    try (TextTokenizer tokenizer = TextTokenizer.open(base)) {
      for (JsonNode pair : reference.get("borders")) {
        String prompt = pair.get("prompt").asText();
        List<CandidateText> texts = new ArrayList<>();
        for (JsonNode response : pair.get("responses")) {
          texts.add(
              CandidateText.response(
                  "x", prompt.length(), tokenizer.encode(prompt + response.asText()), tokenizer));
        }
        List<CandidateText> aligned = CandidateText.aligned(texts);
        for (int i = 0; i < aligned.size(); i++) {
          assertThat(aligned.get(i).ids())
              .isEqualTo(new JsonMapper().convertValue(pair.get("ids").get(i), List.class));
          assertThat(aligned.get(i).target().first())
              .as(pair.toString())
              .isEqualTo(pair.get("start").asInt());
          assertThat(aligned.get(i).target().last()).isEqualTo(pair.get("ids").get(i).size() - 1);
        }
      }
    }
  }
}
