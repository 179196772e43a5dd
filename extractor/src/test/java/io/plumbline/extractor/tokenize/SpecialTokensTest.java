package io.plumbline.extractor.tokenize;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpecialTokensTest {
  @TempDir Path directory;

  @Test
  void whatNoFileSaysIsThatOfTheTokenizersClass() throws IOException {
    write("config.json", "{'model_type': 'gpt2'}");
    write("tokenizer_config.json", "{'model_max_length': 1024}");
    assertThat(SpecialTokens.endOfText(directory)).contains("<|endoftext|>");
    write("tokenizer_config.json", "{'tokenizer_class': 'LlamaTokenizer'}");
    assertThat(SpecialTokens.byName(directory))
        .containsOnly(entry("unk", "<unk>"), entry("bos", "<s>"), entry("eos", "</s>"));
    write("tokenizer_config.json", "{'tokenizer_class': 'LlamaTokenizer', 'eos_token': null}");
    assertThat(SpecialTokens.endOfText(directory)).isEmpty();
    write("tokenizer_config.json", "{'tokenizer_class': 'PreTrainedTokenizerFast'}");
    assertThat(SpecialTokens.byName(directory)).isEmpty();
  }

  @Test
  void mapOfAnOlderFormCountsBeforeTheConfiguration() throws IOException {
    write("special_tokens_map.json", "{'eos_token': {'content': '<end>'}}");
    write("tokenizer_config.json", "{'eos_token': '</s>', 'bos_token': '<s>'}");
    assertThat(SpecialTokens.byName(directory))
        .containsOnly(entry("bos", "<s>"), entry("eos", "<end>"));
    write("tokenizer_config.json", "{'eos_token': '</s>', 'added_tokens_decoder': {}}");
    assertThat(SpecialTokens.endOfText(directory)).contains("</s>");
  }

  @Test
  void tokensOfTheModelsOwnHaveNamesToo() throws IOException {
    write(
        "tokenizer_config.json",
        "{'image_token': '<image>', 'extra_special_tokens': {'think_token': '<think>'}}");
    assertThat(SpecialTokens.byName(directory))
        .containsOnly(entry("image", "<image>"), entry("think", "<think>"));
  }

  private static Map.Entry<String, String> entry(String name, String token) {
    return Map.entry(name + "_token", token);
  }

  private void write(String file, String json) throws IOException {
    Files.writeString(directory.resolve(file), json.replace('\'', '"'));
  }
}
