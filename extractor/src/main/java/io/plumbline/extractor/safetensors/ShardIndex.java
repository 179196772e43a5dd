package io.plumbline.extractor.safetensors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.plumbline.schemas.Unreadable;
import io.plumbline.schemas.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Reads {@code model.safetensors.index.json}: which file holds which tensor. */
final class ShardIndex {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Pattern PLAIN_NAME = Pattern.compile("[\\w.-]+\\.safetensors");

  private ShardIndex() {}

  /**
   * Reads an index.
   *
   * @return the file of each tensor, by the tensor's name
   * @throws UserError if the index is not as it should be or points outside its directory
   */
  static SortedMap<String, Path> read(Path index) {
    JsonNode map;
    try {
      map = JSON.readTree(Files.readAllBytes(index)).path("weight_map");
    } catch (JsonProcessingException e) {
      throw new UserError(index + " is not JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw Unreadable.because(index, e);
    }
    if (!map.isObject() || map.isEmpty()) {
      throw new UserError(index + " has no weight_map; save the checkpoint again");
    }
    SortedMap<String, Path> files = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : map.properties()) {
      String name = entry.getValue().asText();
      if (!PLAIN_NAME.matcher(name).matches()) {
        throw new UserError(
            index
                + ": tensor "
                + entry.getKey()
                + " is said to be in \""
                + name
                + "\"; only safetensors files beside the index are read");
      }
      files.put(entry.getKey(), index.resolveSibling(name));
    }
    return files;
  }
}
