package io.plumbline.extractor.tokenize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The tokens that texts are searched for before they are cut. To those of {@code tokenizer.json}
 * transformers adds what the files beside it name, and what these say of a token counts.
 */
final class AddedTokens {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final ObjectNode tokenizer;
  private final TokenizerFiles files;
  private final Map<String, ObjectNode> tokens = new LinkedHashMap<>();

  private AddedTokens(ObjectNode tokenizer, TokenizerFiles files) {
    this.tokenizer = tokenizer;
    this.files = files;
  }

  /**
   * Puts them into a tokenizer.
   *
   * @param tokenizerClass what the tokenizer is made anew by, with the older files' or the
   *     configuration's tokens alone; nothing if its file is taken as it is
   * @return whether they are others than before
   */
  static boolean complete(
      ObjectNode tokenizer, TokenizerFiles files, Optional<TokenizerClass> tokenizerClass) {
    AddedTokens added = new AddedTokens(tokenizer, files);
    if (tokenizerClass.isEmpty()) {
      tokenizer.path("added_tokens").forEach(token -> added.put(token, token.path("special")));
    }
    Map<String, JsonNode> named = SpecialTokens.named(files, tokenizerClass);
    JsonNode others = added.others();
    Set<String> special = new HashSet<>();
    named.values().forEach(token -> special.add(SpecialTokens.text(token)));
    others.forEach(token -> special.add(SpecialTokens.text(token)));
    Set<String> described = added.describe(special);
    for (JsonNode token : named.values()) {
      String text = SpecialTokens.text(token);
      added.put(described.contains(text) ? added.tokens.get(text) : token, NODES.booleanNode(true));
    }
    others.forEach(token -> added.put(token, NODES.booleanNode(true)));
    ArrayNode before = tokenizer.withArray("added_tokens").deepCopy();
    ArrayNode after = tokenizer.putArray("added_tokens");
    added.tokens.values().forEach(after::add);
    return !after.equals(before);
  }

  /** Special tokens without a name: those of the first field there is. */
  private JsonNode others() {
    List<JsonNode> places =
        files.isOlder()
            ? List.of(files.config(), files.specialTokensMap())
            : List.of(files.config());
    return places.stream()
        .flatMap(
            place ->
                Stream.of(
                    place.path("extra_special_tokens"), place.path("additional_special_tokens")))
        .filter(JsonNode::isArray)
        .findFirst()
        .orElseGet(NODES::arrayNode);
  }

  /** Adds the tokens that are described with their ids, and says which these are. */
  private Set<String> describe(Set<String> special) {
    Map<Integer, JsonNode> byId = new TreeMap<>();
    for (Map.Entry<String, JsonNode> token :
        files.config().path("added_tokens_decoder").properties()) {
      int id = Integer.parseInt(token.getKey());
      byId.put(id, token.getValue().<ObjectNode>deepCopy().put("id", id));
    }
    if (files.isOlder()) {
      for (Map.Entry<String, JsonNode> token : files.addedTokens().properties()) {
        ObjectNode described = NODES.objectNode().put("content", token.getKey());
        byId.put(
            token.getValue().asInt(), described.put("special", special.contains(token.getKey())));
      }
      tokenizer.path("added_tokens").forEach(token -> byId.put(token.path("id").asInt(), token));
    }
    Set<String> described = new HashSet<>();
    for (JsonNode token : byId.values()) {
      put(token, token.path("special"));
      described.add(SpecialTokens.text(token));
    }
    return described;
  }

  /** Adds a token, or changes what is said of it; ids go on from the largest. */
  private void put(JsonNode token, JsonNode special) {
    String text = SpecialTokens.text(token);
    if (text == null || text.isEmpty()) {
      return;
    }
    JsonNode known = tokens.getOrDefault(text, NODES.objectNode()).path("id");
    JsonNode given = known.isInt() ? known : token.path("id");
    int id = given.isInt() ? given.asInt() : idOf(text);
    tokens.put(
        text,
        NODES
            .objectNode()
            .put("id", id)
            .put("content", text)
            .put("single_word", token.path("single_word").asBoolean())
            .put("lstrip", token.path("lstrip").asBoolean())
            .put("rstrip", token.path("rstrip").asBoolean())
            .put("normalized", token.path("normalized").asBoolean(!special.asBoolean()))
            .put("special", special.asBoolean()));
  }

  private int idOf(String text) {
    JsonNode vocabulary = tokenizer.path("model").path("vocab");
    if (vocabulary.isObject() && vocabulary.has(text)) {
      return vocabulary.get(text).asInt();
    }
    for (int i = 0; vocabulary.isArray() && i < vocabulary.size(); i++) {
      if (vocabulary.get(i).path(0).asText().equals(text)) {
        return i;
      }
    }
    return tokens.values().stream()
        .mapToInt(token -> token.get("id").asInt() + 1)
        .reduce(vocabulary.size(), Math::max);
  }
}
