package io.plumbline.schemas.serde;

import io.plumbline.schemas.UserError;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.RestService;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;

/**
 * The Confluent Schema Registry, by its own client. The only class that knows where that client
 * comes from: it is relocated inside a Flink jar, because its own artifacts are not on Maven
 * Central. To use {@code io.confluent:kafka-schema-registry-client} instead, change the two imports
 * above. Schemas cross the border as JSON text.
 */
public final class SchemaRegistry {
  private static final int INCOMPATIBLE = 409;
  private static final int NOT_FOUND = 404;

  /**
   * The registry's own codes are a status and two digits; what a proxy answers has no such code.
   */
  private static final int ERRORS_OF_A_STATUS = 100;

  private final String url;
  private final RestService rest;
  private final Map<Integer, Schema> schemasById = new ConcurrentHashMap<>();

  /**
   * Connects at the first request.
   *
   * @param url base address of the Confluent REST API, such as {@code http://127.0.0.1:8081}, or
   *     {@code https://USER:PASSWORD@HOST} where one has to log in
   * @throws UserError if it is no address
   */
  public SchemaRegistry(String url) {
    URI address = parsed(url);
    String login = address.getUserInfo();
    this.url = login == null ? url : url.replace(address.getRawUserInfo() + "@", "");
    this.rest = new RestService(this.url);
    if (login != null) {
      byte[] bytes = login.getBytes(StandardCharsets.UTF_8);
      rest.setHttpHeaders(
          Map.of("Authorization", "Basic " + Base64.getEncoder().encodeToString(bytes)));
    }
  }

  private static URI parsed(String url) {
    try {
      return new URI(url);
    } catch (URISyntaxException e) {
      throw new UserError(
          "the schema registry's address is none ("
              + e.getReason()
              + "); give it as http://HOST:PORT, with odd characters of a password as %XX",
          e);
    }
  }

  /** The address given, without a password. */
  public String url() {
    return url;
  }

  /**
   * Registers a schema, or finds it registered already.
   *
   * @return its id
   * @throws IncompatibleSchemaException if the subject's compatibility level forbids it
   * @throws UserError if the registry cannot be reached or used
   */
  public int register(String subject, Schema schema) {
    return call(subject, () -> rest.registerSchema(schema.toString(), subject));
  }

  /** Sets how schemas of a subject may evolve, such as {@code FULL_TRANSITIVE}. */
  public void setCompatibility(String subject, String level) {
    call(subject, () -> rest.updateCompatibility(level, subject));
  }

  /** The level that applies to a subject. */
  public String compatibility(String subject) {
    return call(subject, () -> rest.getConfig(subject).getCompatibilityLevel());
  }

  /**
   * The schema with this id, asked for once.
   *
   * @throws UnknownSchemaException if the registry has no such schema
   * @throws UserError if the registry cannot be reached or used
   */
  public Schema byId(int id) {
    return schemasById.computeIfAbsent(
        id,
        key ->
            call("id " + key, () -> new Schema.Parser().parse(rest.getId(key).getSchemaString())));
  }

  private interface Request<T> {
    T send() throws IOException, RestClientException;
  }

  private <T> T call(String about, Request<T> request) {
    try {
      return request.send();
    } catch (RestClientException e) {
      if (e.getStatus() == INCOMPATIBLE) {
        throw new IncompatibleSchemaException(about, e);
      }
      if (e.getErrorCode() / ERRORS_OF_A_STATUS == NOT_FOUND) {
        throw new UnknownSchemaException(about, e);
      }
      throw new UserError(
          "schema registry at "
              + url
              + " does not answer as one ("
              + about
              + ": status "
              + e.getStatus()
              + ", "
              + e.getMessage()
              + "); check the address and what stands between",
          e);
    } catch (IOException e) {
      throw new UserError(
          "schema registry at "
              + url
              + " cannot be reached ("
              + e.getMessage()
              + "); check the address and that it runs",
          e);
    }
  }
}
