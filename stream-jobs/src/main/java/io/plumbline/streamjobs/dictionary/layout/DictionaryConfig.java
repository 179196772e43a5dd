package io.plumbline.streamjobs.dictionary.layout;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.plumbline.schemas.UserError;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A dictionary's configuration, with complaints that name file and field.
 *
 * @param file where it was read
 * @param fields its content
 */
record DictionaryConfig(Path file, JsonNode fields) {
  private static final JsonMapper JSON = new JsonMapper();

  /**
   * Reads a configuration.
   *
   * @throws UserError if the file is not there or is no JSON object
   */
  static DictionaryConfig read(Path file) {
    try {
      JsonNode fields = JSON.readTree(file.toFile());
      if (!fields.isObject()) {
        throw new UserError(file + " is not a JSON object");
      }
      return new DictionaryConfig(file, fields);
    } catch (JsonProcessingException e) {
      throw new UserError(file + " is not JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new UserError(
          file + " cannot be read; it says what kind of dictionary lies beside it", e);
    }
  }

  /** Whether a field is there with a value other than null. */
  boolean has(String field) {
    return fields.hasNonNull(field);
  }

  /** A text, or nothing where the field is missing or null. */
  Optional<String> text(String field) {
    return has(field) ? Optional.of(fields.get(field).asText()) : Optional.empty();
  }

  boolean flag(String field, boolean otherwise) {
    JsonNode value = fields.path(field);
    if (!has(field)) {
      return otherwise;
    }
    if (!value.isBoolean()) {
      throw notUnderstood(field);
    }
    return value.asBoolean();
  }

  /** A whole number from 1. */
  int count(String field) {
    JsonNode value = fields.path(field);
    if (!value.canConvertToInt() || !value.canConvertToExactIntegral() || value.asInt() < 1) {
      throw new UserError(
          file + ": " + field + " is " + value + "; it must be a whole number from 1");
    }
    return value.asInt();
  }

  /** An object within; empty where it is missing. */
  DictionaryConfig within(String field) {
    JsonNode value = fields.path(field);
    return new DictionaryConfig(file, value.isObject() ? value : JSON.createObjectNode());
  }

  /**
   * Refuses the first field, by name, that has a value and is not known.
   *
   * @throws UserError if there is one
   */
  void requireOnly(Predicate<String> known) {
    fields
        .fieldNames()
        .forEachRemaining(
            field -> {
              if (has(field) && !known.test(field)) {
                throw notUnderstood(
                    field, "take it out if the dictionary computes the same without it");
              }
            });
  }

  UserError notUnderstood(String field) {
    return new UserError("%s: %s %s is not understood".formatted(file, field, fields.path(field)));
  }

  UserError notUnderstood(String field, String why) {
    return new UserError(
        "%s: %s %s is not understood; %s".formatted(file, field, fields.path(field), why));
  }
}
