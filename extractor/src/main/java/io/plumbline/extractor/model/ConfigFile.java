package io.plumbline.extractor.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.schemas.Unreadable;
import io.plumbline.schemas.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A model's {@code config.json}. It remembers which fields were asked for, so that a field that
 * nobody understood can be refused instead of being ignored.
 */
public final class ConfigFile {
  private static final JsonMapper JSON = new JsonMapper();

  private final Path file;
  private final JsonNode root;
  private final Set<String> asked = new HashSet<>();

  private ConfigFile(Path file, JsonNode root) {
    this.file = file;
    this.root = root;
  }

  /**
   * Reads {@code config.json} of a model directory.
   *
   * @throws UserError if there is none or it is not a JSON object
   */
  public static ConfigFile read(Path directory) {
    Path file = directory.resolve("config.json");
    if (!Files.isDirectory(directory)) {
      throw new UserError(directory + " is not a directory; give the directory of a model");
    }
    if (!Files.exists(file)) {
      throw new UserError(
          directory
              + " has no config.json; give a directory written by save_pretrained, or copy that of"
              + " the base into it");
    }
    try {
      JsonNode root = JSON.readTree(Files.readAllBytes(file));
      if (!root.isObject()) {
        throw new UserError(file + " is not a JSON object");
      }
      return new ConfigFile(file, root);
    } catch (JsonProcessingException e) {
      throw new UserError(file + " is not JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw Unreadable.because(file, e);
    }
  }

  /** The same configuration with another truth value in a field. */
  ConfigFile with(String field, boolean value) {
    return new ConfigFile(file, ((ObjectNode) root.deepCopy()).put(field, value));
  }

  /**
   * A whole number above zero.
   *
   * @throws UserError if it is missing or something else
   */
  public int positive(String field) {
    JsonNode value = node(field);
    if (!value.isIntegralNumber() || !value.canConvertToInt() || value.asInt() <= 0) {
      throw refuse(
          field,
          (value.isMissingNode() ? "is missing; it " : "") + "has to be a whole number above 0");
    }
    return value.asInt();
  }

  /** A whole number above zero, or the default where the field is missing or null. */
  public int positive(String field, int otherwise) {
    return isAbsent(node(field)) ? otherwise : positive(field);
  }

  /** A number, or the default where the field is missing or null. */
  public double number(String field, double otherwise) {
    JsonNode value = node(field);
    if (isAbsent(value)) {
      return otherwise;
    }
    if (!value.isNumber()) {
      throw refuse(field, "has to be a number");
    }
    return value.asDouble();
  }

  /**
   * A truth value, or the default where the field is missing. Null is nothing where that is false,
   * and refused where it is true: transformers 4 takes it for false, 5 does not take it.
   */
  public boolean flag(String field, boolean otherwise) {
    JsonNode value = node(field);
    if (value.isMissingNode() || (value.isNull() && !otherwise)) {
      return otherwise;
    }
    if (!value.isBoolean()) {
      throw refuse(field, "has to be true or false");
    }
    return value.asBoolean();
  }

  /** A text, or the default where the field is missing or null. */
  public String text(String field, String otherwise) {
    JsonNode value = node(field);
    if (isAbsent(value)) {
      return otherwise;
    }
    if (!value.isTextual()) {
      throw refuse(field, "has to be a text");
    }
    return value.asText();
  }

  /** The elements of a list; empty where the field is missing or null. */
  public List<JsonNode> items(String field) {
    JsonNode value = node(field);
    if (!isAbsent(value) && !value.isArray()) {
      throw refuse(field, "has to be a list");
    }
    List<JsonNode> items = new ArrayList<>();
    value.forEach(items::add);
    return items;
  }

  /** The elements of a list of texts; empty where the field is missing or null. */
  public List<String> texts(String field) {
    List<JsonNode> items = items(field);
    if (!items.stream().allMatch(JsonNode::isTextual)) {
      throw refuse(field, "has to be a list of texts");
    }
    return items.stream().map(JsonNode::asText).toList();
  }

  /** The elements of a list of numbers; empty where the field is missing or null. */
  public List<Double> numbers(String field) {
    List<JsonNode> items = items(field);
    if (!items.stream().allMatch(JsonNode::isNumber)) {
      throw refuse(field, "has to be a list of numbers");
    }
    return items.stream().map(JsonNode::asDouble).toList();
  }

  /** Whether a field is there, be it null. Asking does not count as understanding it. */
  public boolean mentions(String field) {
    return !find(field).isMissingNode();
  }

  /** Whether a field is there and not null. Asking does not count as understanding it. */
  public boolean has(String field) {
    return !isAbsent(find(field));
  }

  /** Names of the architectures in the field {@code architectures}. */
  public List<String> architectures() {
    List<String> names = new ArrayList<>();
    node("architectures").forEach(name -> names.add(name.asText()));
    return names;
  }

  /**
   * Fields within an object, such as {@code rope_parameters}; empty where it is missing or null.
   */
  public Set<String> fieldsOf(String field) {
    JsonNode value = node(field);
    if (!isAbsent(value) && !value.isObject()) {
      throw refuse(field, "has to be an object");
    }
    Set<String> names = new HashSet<>();
    value.fieldNames().forEachRemaining(names::add);
    return names;
  }

  /**
   * Refuses fields that were not asked for, unless they are known to leave the forward pass alone
   * or are unset.
   */
  public void refuseUnknown() {
    for (Map.Entry<String, JsonNode> field : root.properties()) {
      String name = field.getKey();
      if (!asked.contains(name) && !InertFields.contains(name) && !isUnset(field.getValue())) {
        throw refuse(
            name,
            "is not known for this architecture and could change its results; remove the field if"
                + " it does not");
      }
    }
  }

  /** An error about a field, naming file, field and value. */
  public UserError refuse(String field, String why) {
    JsonNode value = find(field);
    String shown = value.isMissingNode() ? "" : " = " + abbreviated(value);
    return new UserError(file + ": " + field + shown + " " + why);
  }

  private JsonNode node(String field) {
    int dot = field.indexOf('.');
    asked.add(dot < 0 ? field : field.substring(0, dot));
    return find(field);
  }

  private JsonNode find(String field) {
    JsonNode node = root;
    for (String part : field.split("\\.", -1)) {
      JsonNode child = node.get(part);
      if (child == null) {
        return MissingNode.getInstance();
      }
      node = child;
    }
    return node;
  }

  private static boolean isAbsent(JsonNode value) {
    return value.isMissingNode() || value.isNull();
  }

  private static boolean isUnset(JsonNode value) {
    return value.isNull()
        || (value.isBoolean() && !value.asBoolean())
        || (value.isContainerNode() && value.isEmpty())
        || (value.isTextual() && value.asText().isEmpty());
  }

  private static String abbreviated(JsonNode value) {
    String text = value.toString();
    return text.length() <= 80 ? text : text.substring(0, 77) + "...";
  }
}
