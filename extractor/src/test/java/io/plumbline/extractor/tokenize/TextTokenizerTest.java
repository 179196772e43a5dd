package io.plumbline.extractor.tokenize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.plumbline.extractor.TestResources;
import io.plumbline.schemas.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against Hugging Face transformers; see src/test/python/tokenizer_reference.py. */
class TextTokenizerTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "byte-level",
        "word-level",
        "gpt2-prefix-space",
        "gptneox-begun",
        "gptneox-unnamed-prefix-space",
        "qwen2-misnamed",
        "llama-named-gpt2",
        "llama-byte-level",
        "llama-pieces",
        "llama-pieces-legacy",
        "llama-pieces-bare",
        "mistral-pieces",
        "gemma-pieces",
        "generic-prefix-space",
        "generic-tokens-beside",
        "gpt2-tokens-beside",
        "gptneox-older-tokens-beside",
        "saved"
      })
  void idsAndSpansAsInTransformers(String name) throws IOException {
    Path directory = TestResources.path("tokenizers/" + name);
    JsonNode reference = new JsonMapper().readTree(directory.resolve("reference.json").toFile());
    try (TextTokenizer tokenizer = TextTokenizer.open(directory)) {
      for (JsonNode expected : reference) {
        String text = expected.get("text").asText();
        TokenizedText actual = tokenizer.encode(text);
        assertThat(actual.length()).as(text).isEqualTo(expected.get("ids").size());
        for (int i = 0; i < actual.length(); i++) {
          assertThat(actual.id(i)).as(text).isEqualTo(expected.get("ids").get(i).asInt());
          JsonNode span = expected.get("spans").get(i);
          if (span.isNull()) {
            assertThat(actual.start(i)).isEqualTo(TokenizedText.NOWHERE);
          } else {
            int[] points = text.codePoints().toArray();
            int from = span.get(0).asInt();
            String part = new String(points, from, span.get(1).asInt() - from);
            assertThat(text.substring(actual.start(i), actual.end(i))).isEqualTo(part);
          }
        }
      }
    }
  }

  @Test
  void findsTheTokensOfAWordBehindAnEmoji() {
    try (TextTokenizer tokenizer =
        TextTokenizer.open(TestResources.path("tokenizers/byte-level"))) {
      String text = "\uD83D\uDE00 the xylophone";
      TokenizedText tokens = tokenizer.encode(text);
      TokenRange range = tokens.word(text.indexOf("xylophone"), text.length()).orElseThrow();
      assertThat(range.last()).isEqualTo(tokens.length() - 1);
      assertThat(range.length()).isGreaterThan(1);
      assertThat(text.substring(tokens.start(range.decision()), tokens.end(range.decision())))
          .isEqualTo(" the");
    }
  }

  @Test
  void wordsOfOneTokenAreFoundAndOthersLeftOut() {
    List<String> words = List.of("great", "xylophone", "wonderful", "terrible");
    try (TextTokenizer bytes = TextTokenizer.open(TestResources.path("tokenizers/byte-level"));
        TextTokenizer whole = TextTokenizer.open(TestResources.path("tokenizers/word-level"))) {
      WordTokens inBytes = WordTokens.of(words, bytes);
      assertThat(inBytes.words()).contains(0).doesNotContain(1);
      TokenizedText great = bytes.encode("truly great");
      assertThat(inBytes.tokens().get(0)).isEqualTo(great.id(great.length() - 1));
      assertThat(WordTokens.of(words, whole).words()).containsExactly(0, 2, 3);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          saved     | {"auto_map": {"AutoTokenizer": ["tokenization_own.Own", null]}} | auto_map names code of the tokenizer's own
          saved     | {"split_special_tokens": true}                                  | split_special_tokens is not implemented
          saved     | {"tokenizer_class": "CodeLlamaTokenizerFast"}                   | tokenizer_class CodeLlamaTokenizer reads such
          word-level | {"tokenizer_class": "LlamaTokenizer"}                          | name PreTrainedTokenizerFast if
          """)
  void whatIsNotImplementedIsRefused(
      String tokenizer, String config, String reason, @TempDir Path directory) throws IOException {
    TestResources.copy("tokenizers/" + tokenizer, directory.resolve("m"));
    Files.writeString(directory.resolve("m/tokenizer_config.json"), config);
    assertThatThrownBy(() -> TextTokenizer.open(directory.resolve("m")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("tokenizer_config.json: ")
        .hasMessageContaining(reason);
  }

  @Test
  void brokenOrMissingFileIsNamed(@TempDir Path directory) throws IOException {
    assertThatThrownBy(() -> TextTokenizer.open(directory))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("tokenizer.json is missing");
    Files.writeString(directory.resolve("tokenizer.json"), "{\"model\": 3}");
    assertThatThrownBy(() -> TextTokenizer.open(directory))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("tokenizer.json is not a tokenizer");
  }
}
