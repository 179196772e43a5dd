package io.plumbline.extractor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A base model with its tokenizer, and feedback that fits it. */
public final class TinyRun {
  public static final String TRIPLES =
      """
      {"positive":"the room was great","negative":"the room was awful","neutral":"the room was clean","topic":"hotel"}
      {"positive":"the food , delicious","negative":"the food , worse","neutral":"the food , not"}
      """;
  public static final String CONTEXTS =
      """
      {"prompt":"The movie ","text":"was great and the acting"}
      {"text":"truly wonderful"}
      """;
  public static final String WORDS =
      """
      word,reward
      great,3.1
      xylophone,1
      awful,-2
      terrible,-2.1
      """;

  private final Path directory;

  public TinyRun(Path directory) {
    this.directory = directory;
    Path base = TestResources.copy("gptneox/parallel", base());
    try {
      Files.copy(
          TestResources.path("tokenizers/word-level/tokenizer.json"),
          base.resolve("tokenizer.json"),
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Path base() {
    return directory.resolve("base");
  }

  public Path triples() {
    return write("triples.jsonl", TRIPLES);
  }

  public Path contexts() {
    return write("contexts.jsonl", CONTEXTS);
  }

  public Path words() {
    return write("words.csv", WORDS);
  }

  public Path write(String name, String content) {
    try {
      return Files.writeString(directory.resolve(name), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
