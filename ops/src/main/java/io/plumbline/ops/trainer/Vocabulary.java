package io.plumbline.ops.trainer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The words of the model and their ids; kept as a Hugging Face word-level tokenizer. */
final class Vocabulary {
  static final String UNKNOWN = "<unk>";
  static final String END = "<|endoftext|>";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<String> words;
  private final Map<String, Integer> ids = new TreeMap<>();

  private Vocabulary(List<String> words) {
    this.words = List.copyOf(words);
    for (int id = 0; id < this.words.size(); id++) {
      ids.put(this.words.get(id), id);
    }
  }

  static Vocabulary of(Lexicon lexicon) {
    Set<String> words = new LinkedHashSet<>(List.of(UNKNOWN, END));
    words.addAll(Grammar.plainWords());
    lexicon.entries().forEach(e -> words.add(e.word()));
    return new Vocabulary(List.copyOf(words));
  }

  /** Reads {@code tokenizer.json} of a directory. */
  static Vocabulary read(Path directory) {
    Path file = directory.resolve("tokenizer.json");
    try {
      JsonNode vocab = JSON.readTree(file.toFile()).at("/model/vocab");
      String[] words = new String[vocab.size()];
      vocab.properties().forEach(e -> words[e.getValue().intValue()] = e.getKey());
      return new Vocabulary(List.of(words));
    } catch (IOException | RuntimeException e) {
      throw new TrainerException(
          file + " is not a word-level tokenizer: give a base made by 'pretrain'", e);
    }
  }

  int size() {
    return words.size();
  }

  String word(int id) {
    return words.get(id);
  }

  int id(String word) {
    return ids.getOrDefault(word, 0);
  }

  long[] encode(List<String> text) {
    return text.stream().mapToLong(this::id).toArray();
  }

  String decode(long[] tokens) {
    List<String> text = new ArrayList<>();
    for (long token : tokens) {
      text.add(words.get(Math.toIntExact(token)));
    }
    return String.join(" ", text);
  }

  /** The contents of {@code tokenizer.json}. */
  JsonNode tokenizer() {
    ObjectNode root = JSON.createObjectNode();
    root.put("version", "1.0").putNull("truncation").putNull("padding");
    var added = root.putArray("added_tokens");
    for (String special : List.of(UNKNOWN, END)) {
      added
          .addObject()
          .put("id", id(special))
          .put("content", special)
          .put("single_word", false)
          .put("lstrip", false)
          .put("rstrip", false)
          .put("normalized", false)
          .put("special", true);
    }
    root.putNull("normalizer");
    root.putObject("pre_tokenizer").put("type", "WhitespaceSplit");
    root.putNull("post_processor").putNull("decoder");
    ObjectNode model = root.putObject("model").put("type", "WordLevel");
    ObjectNode vocab = model.putObject("vocab");
    for (int id = 0; id < words.size(); id++) {
      vocab.put(words.get(id), id);
    }
    model.put("unk_token", UNKNOWN);
    return root;
  }

  /** The contents of {@code tokenizer_config.json}. */
  JsonNode tokenizerConfig(int maxLength) {
    return JSON.createObjectNode()
        .put("tokenizer_class", "PreTrainedTokenizerFast")
        .put("unk_token", UNKNOWN)
        .put("bos_token", END)
        .put("eos_token", END)
        .put("pad_token", END)
        .put("clean_up_tokenization_spaces", false)
        .put("model_max_length", maxLength);
  }
}
