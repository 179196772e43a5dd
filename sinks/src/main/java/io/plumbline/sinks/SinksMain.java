package io.plumbline.sinks;

import io.plumbline.schemas.UserError;
import io.plumbline.schemas.topic.Brokers;
import io.plumbline.schemas.topic.TopicNames;
import io.plumbline.schemas.topic.Topics;
import io.plumbline.sinks.feed.RunFeed;
import io.plumbline.sinks.topology.DriftApp;
import io.plumbline.sinks.topology.DriftOptions;
import io.plumbline.sinks.web.Dashboard;
import io.plumbline.sinks.webhook.Webhook;
import io.plumbline.sinks.webhook.WebhookOptions;
import io.plumbline.sinks.webhook.WebhookOptions.Format;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All sinks in one process, for a cluster. Configured by the environment:
 *
 * <table>
 *   <caption>Variables</caption>
 *   <tr><td>PLUMBLINE_KAFKA<td>address of the brokers
 *   <tr><td>PLUMBLINE_KAFKA_CONFIG<td>file of settings that the brokers ask of their clients; none if
 *     absent
 *   <tr><td>PLUMBLINE_REGISTRY<td>address of the schema registry
 *   <tr><td>PLUMBLINE_PREFIX<td>prefix of the topics; {@code plumbline.} if absent
 *   <tr><td>PLUMBLINE_STATE<td>directory of the local state; {@code state} if absent
 *   <tr><td>PLUMBLINE_HTTP_HOST, PLUMBLINE_HTTP_PORT<td>where the page is served; {@code
 *     127.0.0.1} and 8080 if absent
 *   <tr><td>PLUMBLINE_WEBHOOK_URL<td>where alerts are posted; nowhere if absent
 *   <tr><td>PLUMBLINE_WEBHOOK_FORMAT<td>{@code plain} or {@code alertmanager}; plain if absent
 * </table>
 *
 * Ends with status 1 when a part of it fails, so that its supervisor can start it again.
 */
public final class SinksMain {
  private static final Logger LOG = LoggerFactory.getLogger(SinksMain.class);
  private static final long WATCH_MS = 1_000;
  private static final long PATIENCE_AT_SHUTDOWN_MS = 9_000;
  private static final String DEFAULT_PORT = "8080";

  private SinksMain() {}

  public static void main(String[] arguments) throws InterruptedException {
    boolean asked = false;
    try {
      asked = run(System.getenv());
    } catch (UserError e) {
      LOG.error(e.getMessage());
    }
    if (!asked) {
      System.exit(1);
    }
  }

  /** Whether it ended because it was asked to. */
  private static boolean run(Map<String, String> environment) throws InterruptedException {
    Brokers kafka = brokers(environment);
    String registry = required(environment, "PLUMBLINE_REGISTRY");
    TopicNames names =
        new TopicNames(environment.getOrDefault("PLUMBLINE_PREFIX", Topics.DEFAULT_PREFIX));
    Path state = Path.of(environment.getOrDefault("PLUMBLINE_STATE", "state"));
    DriftOptions options =
        DriftOptions.live(kafka, registry, state)
            .withRuns(names)
            .withInput(names)
            .withOutput(names)
            .withApplicationId(names.prefix() + "drift");
    try (DriftApp drift = DriftApp.start(options);
        RunFeed feed = RunFeed.start(kafka, registry, names);
        Dashboard dashboard =
            Dashboard.start(
                feed.book(),
                environment.getOrDefault("PLUMBLINE_HTTP_HOST", "127.0.0.1"),
                port(environment.getOrDefault("PLUMBLINE_HTTP_PORT", DEFAULT_PORT)));
        Webhook webhook = webhook(environment, kafka, registry, names)) {
      LOG.info("dashboard at {}, webhook {}", dashboard.url(), webhook == null ? "off" : "on");
      CountDownLatch stop = stopAtShutdown();
      boolean stopped = false;
      while (!stopped
          && drift.failure().isEmpty()
          && feed.book().failure().isEmpty()
          && (webhook == null || webhook.failure().isEmpty())) {
        stopped = stop.await(WATCH_MS, TimeUnit.MILLISECONDS);
      }
      LOG.info("stopping");
      return stopped;
    }
  }

  /** A latch that opens when the process is told to end, which it then does once main has. */
  private static CountDownLatch stopAtShutdown() {
    CountDownLatch stop = new CountDownLatch(1);
    Thread main = Thread.currentThread();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  stop.countDown();
                  try {
                    main.join(PATIENCE_AT_SHUTDOWN_MS);
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }));
    return stop;
  }

  private static Webhook webhook(
      Map<String, String> environment, Brokers kafka, String registry, TopicNames names) {
    String url = environment.getOrDefault("PLUMBLINE_WEBHOOK_URL", "");
    if (url.isEmpty()) {
      return null;
    }
    String format = environment.getOrDefault("PLUMBLINE_WEBHOOK_FORMAT", "plain");
    if (!format.equals("plain") && !format.equals("alertmanager")) {
      throw new UserError(
          "PLUMBLINE_WEBHOOK_FORMAT cannot be '" + format + "'; it takes plain or alertmanager");
    }
    Format posted = Format.valueOf(format.toUpperCase(Locale.ROOT));
    return Webhook.start(WebhookOptions.of(kafka, registry, names, address(url), posted));
  }

  private static Brokers brokers(Map<String, String> environment) {
    String addresses = required(environment, "PLUMBLINE_KAFKA");
    String file = environment.getOrDefault("PLUMBLINE_KAFKA_CONFIG", "");
    return file.isEmpty() ? Brokers.at(addresses) : Brokers.at(addresses, Path.of(file));
  }

  private static URI address(String url) {
    try {
      return new URI(url);
    } catch (URISyntaxException e) {
      throw new UserError("PLUMBLINE_WEBHOOK_URL '" + url + "' is no address", e);
    }
  }

  private static int port(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new UserError("PLUMBLINE_HTTP_PORT cannot be '" + text + "'; it takes a number", e);
    }
  }

  private static String required(Map<String, String> environment, String name) {
    String value = environment.getOrDefault(name, "");
    if (value.isEmpty()) {
      throw new UserError(name + " is not set; give it the address of that service");
    }
    return value;
  }
}
