package io.plumbline.extractor.tokenize;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.CharSpan;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.extractor.DjlSettings;
import io.plumbline.schemas.Unreadable;
import io.plumbline.schemas.UserError;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A model's own tokenizer, read from its {@code tokenizer.json} as transformers 5 reads it. Adds
 * the special tokens that the model expects at the start; never truncates, never pads. Any number
 * of threads may use it.
 */
public final class TextTokenizer implements AutoCloseable {
  private static final Map<String, String> OPTIONS =
      Map.of("truncation", "false", "padding", "false", "addSpecialTokens", "true");

  private static final JsonMapper JSON = new JsonMapper();

  static {
    DjlSettings.apply();
  }

  private final HuggingFaceTokenizer tokenizer;
  private final int unknown;

  private TextTokenizer(HuggingFaceTokenizer tokenizer, int unknown) {
    this.tokenizer = tokenizer;
    this.unknown = unknown;
  }

  /**
   * Reads {@code tokenizer.json} of a model directory, and what {@code tokenizer_config.json} and
   * the model's type change of it.
   *
   * @throws UserError if there is none, it cannot be read, or needs code of its own
   */
  public static TextTokenizer open(Path directory) {
    if (!Files.isDirectory(directory)) {
      throw new UserError(directory + " is not a directory; give the directory of a model");
    }
    Path file = directory.resolve("tokenizer.json");
    if (!Files.exists(file)) {
      throw new UserError(
          file + " is missing; save the tokenizer there with save_pretrained of a fast tokenizer");
    }
    TokenizerFiles files = TokenizerFiles.in(directory);
    try {
      JsonNode tokenizer = JSON.readTree(Files.readAllBytes(file));
      refuseUnknown(directory, tokenizer, files);
      return new TextTokenizer(loaded(file, tokenizer, files), UnknownToken.of(tokenizer));
    } catch (UserError e) {
      throw e;
    } catch (JsonProcessingException | RuntimeException e) {
      throw new UserError(file + " is not a tokenizer that can be read: " + e.getMessage(), e);
    } catch (IOException e) {
      throw Unreadable.because(file, e);
    }
  }

  private static HuggingFaceTokenizer loaded(Path file, JsonNode tokenizer, TokenizerFiles files)
      throws IOException {
    Optional<TokenizerClass> other = TokenizerClass.of(tokenizer, files.config(), files.model());
    boolean added = AddedTokens.complete((ObjectNode) tokenizer, files, other);
    other.ifPresent(completed -> completed.complete((ObjectNode) tokenizer, files.config()));
    return added || other.isPresent()
        ? HuggingFaceTokenizer.newInstance(
            new ByteArrayInputStream(JSON.writeValueAsBytes(tokenizer)), OPTIONS)
        : HuggingFaceTokenizer.newInstance(file, OPTIONS);
  }

  private static void refuseUnknown(Path directory, JsonNode tokenizer, TokenizerFiles files) {
    Path config = directory.resolve("tokenizer_config.json");
    if (!files.config().at("/auto_map/AutoTokenizer").isMissingNode()) {
      throw new UserError(
          config
              + ": auto_map names code of the tokenizer's own, which is not run here; remove the"
              + " field if tokenizer.json is all that there is to it");
    }
    if (files.config().path("split_special_tokens").asBoolean()) {
      throw new UserError(
          config
              + ": split_special_tokens is not implemented; remove the field, or set it to false");
    }
    Optional<String> unknown = TokenizerClass.unknown(tokenizer, files.config(), files.model());
    if (unknown.isPresent()) {
      throw new UserError(
          config
              + ": tokenizer_class "
              + unknown.get()
              + " reads such a tokenizer.json in a way of its own, which is not implemented; name"
              + " PreTrainedTokenizerFast if the file says how texts are cut");
    }
  }

  /** Encodes a text, and adds the special tokens that the model expects around one. */
  public TokenizedText encode(String text) {
    return encode(text, true);
  }

  /** Encodes a text that a chat template wrote: its special tokens are in it, none are added. */
  public TokenizedText encodeTemplated(String text) {
    return encode(text, false);
  }

  private TokenizedText encode(String text, boolean addSpecialTokens) {
    Encoding encoding = tokenizer.encode(text, addSpecialTokens, false);
    long[] ids = encoding.getIds();
    CharSpan[] spans = encoding.getCharTokenSpans();
    int[] tokens = new int[ids.length];
    int[] starts = new int[ids.length];
    int[] ends = new int[ids.length];
    CodePointIndex index = new CodePointIndex(text);
    for (int i = 0; i < ids.length; i++) {
      tokens[i] = Math.toIntExact(ids[i]);
      boolean inText = spans[i] != null;
      starts[i] = inText ? index.charAt(spans[i].getStart()) : TokenizedText.NOWHERE;
      ends[i] = inText ? index.charAt(spans[i].getEnd()) : TokenizedText.NOWHERE;
    }
    return new TokenizedText(text, tokens, starts, ends);
  }

  /** A token as text, its whitespace included where the tokenizer keeps it. */
  public String text(int token) {
    return tokenizer.decode(new long[] {token}, false);
  }

  /** Whether a token stands for any text that the tokenizer does not know. */
  public boolean isUnknown(int token) {
    return token == unknown;
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
