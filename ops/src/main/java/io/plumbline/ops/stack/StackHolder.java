package io.plumbline.ops.stack;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;

/**
 * Who holds a data directory.
 *
 * @param pid process id
 * @param since when it started, ISO 8601
 * @param command what it runs, such as {@code up}
 * @param addresses what it serves by name, empty while it is starting
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StackHolder(long pid, String since, String command, Map<String, String> addresses) {
  /** Name of the broker's address, {@code host:port}. */
  public static final String BROKER = "broker";

  /** Name of the file with what the brokers ask of their clients, if they ask for anything. */
  public static final String KAFKA_CONFIG = "kafka-config";

  /** Name of the registry's address. */
  public static final String REGISTRY = "registry";

  /** Name of the dashboard's address. */
  public static final String DASHBOARD = "dashboard";
}
