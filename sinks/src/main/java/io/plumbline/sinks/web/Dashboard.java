package io.plumbline.sinks.web;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.ForbiddenResponse;
import io.javalin.http.NotFoundResponse;
import io.javalin.http.staticfiles.Location;
import io.javalin.util.JavalinBindException;
import io.plumbline.schemas.UserError;
import io.plumbline.sinks.feed.RunBook;
import io.plumbline.sinks.metrics.RunMetrics;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/**
 * The web page with its REST interface, and the metrics.
 *
 * <pre>
 *   GET /                  the page
 *   GET /api/runs          a summary of each run
 *   GET /api/runs/NAME     one run with checkpoints, reports and alerts; 404 if there is none
 *   GET /api/events        server-sent events: "changed" with the run's name
 *   GET /metrics           Prometheus' text format
 *   GET /healthz           200 while the topics can be read, else 503 and why
 * </pre>
 */
public final class Dashboard implements AutoCloseable {
  private static final int UNAVAILABLE = 503;
  private static final String SECURITY_POLICY =
      "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'";

  private final RunBook book;
  private final String host;
  private final LiveEvents events = new LiveEvents();
  private final Javalin server;

  private Dashboard(RunBook book, String host) {
    this.book = book;
    this.host = host;
    this.server = Javalin.create(Dashboard::configure);
    RunMetrics metrics = new RunMetrics(book);
    server.before(this::protect);
    server.get("/api/runs", context -> json(context, RunJson.list(book.runs()).toString()));
    server.get(
        "/api/runs/{run}",
        context -> {
          String name = context.pathParam("run");
          json(
              context,
              book.run(name)
                  .map(run -> RunJson.detail(run).toString())
                  .orElseThrow(() -> new NotFoundResponse("no run '" + name + "'")));
        });
    server.sse("/api/events", events::join);
    server.get(
        "/metrics", context -> context.contentType(RunMetrics.CONTENT_TYPE).result(metrics.text()));
    server.get("/healthz", this::health);
    book.onRecord(record -> events.changed(run(record)));
  }

  /**
   * Starts serving.
   *
   * @param book where the runs stand
   * @param host address to listen on, such as {@code 127.0.0.1}
   * @param port port to listen on; 0 for a free one
   * @throws UserError if the port cannot be had
   */
  public static Dashboard start(RunBook book, String host, int port) {
    Dashboard dashboard = new Dashboard(book, host);
    try {
      dashboard.server.start(host, port);
    } catch (JavalinBindException e) {
      throw new UserError(
          "the dashboard cannot listen on " + host + ":" + port + "; choose another port", e);
    }
    return dashboard;
  }

  /** The port it listens on. */
  public int port() {
    return server.port();
  }

  /** Address of the page. */
  public String url() {
    return "http://" + host + ":" + port() + "/";
  }

  private static void configure(JavalinConfig config) {
    config.showJavalinBanner = false;
    config.startupWatcherEnabled = false;
    config.staticFiles.enableWebjars();
    config.staticFiles.add("/dashboard", Location.CLASSPATH);
  }

  /** A page elsewhere must not read this one by a name that it points at this machine. */
  private void protect(Context context) {
    context.header("Content-Security-Policy", SECURITY_POLICY);
    context.header("X-Content-Type-Options", "nosniff");
    context.header("Referrer-Policy", "no-referrer");
    if (loopback(host) && !loopback(hostName(context.host()))) {
      throw new ForbiddenResponse("this address serves this machine only");
    }
  }

  private static String hostName(String hostAndPort) {
    return hostAndPort == null ? "" : hostAndPort.replaceFirst(":\\d+$", "");
  }

  private static boolean loopback(String name) {
    if (List.of("localhost", "127.0.0.1", "[::1]", "::1").contains(name)) {
      return true;
    }
    // Only literal addresses are looked at, never a name that a resolver might answer for.
    if (!name.matches("[0-9.]+")) {
      return false;
    }
    try {
      return InetAddress.getByName(name).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  private void health(Context context) {
    if (book.failure().isPresent()) {
      context.status(UNAVAILABLE).result("the topics cannot be read: " + book.failure().get());
    } else {
      context.result("ok");
    }
  }

  private static void json(Context context, String body) {
    context.contentType("application/json").header("Cache-Control", "no-store").result(body);
  }

  private static String run(SpecificRecord record) {
    Object run = record.getSchema().getField("run") == null ? null : record.get(runField(record));
    return run == null ? "" : run.toString();
  }

  private static int runField(SpecificRecord record) {
    return record.getSchema().getField("run").pos();
  }

  @Override
  public void close() {
    events.close();
    server.stop();
  }
}
