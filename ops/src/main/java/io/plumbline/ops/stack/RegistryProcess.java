package io.plumbline.ops.stack;

import io.plumbline.ops.process.GuardedMain;
import io.plumbline.ops.process.JavaChild;
import io.plumbline.schemas.UserError;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * A schema registry with the Confluent REST API (Apicurio) in a process of its own. Its schemas lie
 * in a file database, so that their ids are the same after a restart.
 */
final class RegistryProcess implements AutoCloseable {
  private static final String HOST = "127.0.0.1";
  private static final String MAIN_CLASS = "io.quarkus.runner.GeneratedMain";
  private static final Duration STARTUP = Duration.ofSeconds(90);
  private static final long POLL_MILLIS = 50;
  private static final int HTTP_OK = 200;

  private final JavaChild child;
  private final String url;
  private final Path log;

  private RegistryProcess(JavaChild child, String url, Path log) {
    this.child = child;
    this.url = url;
    this.log = log;
  }

  /**
   * Launches it; {@link #awaitReady()} says when it serves.
   *
   * @param distribution the registry's unpacked distribution
   * @param directory where its database lies
   * @param log where its output goes
   * @throws UserError if the distribution is not there
   */
  static RegistryProcess launch(Path distribution, Path directory, Path log, int port)
      throws IOException {
    Files.createDirectories(directory);
    Files.deleteIfExists(log);
    String database = directory.resolve("registry").toString();
    List<String> options =
        List.of(
            "-Xmx192m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Dquarkus.http.host=" + HOST,
            "-Dquarkus.http.port=" + port,
            "-Dquarkus.log.category.\"io.quarkus.http.access-log\".level=WARN",
            "-Dapicurio.storage.kind=sql",
            "-Dapicurio.storage.sql.kind=h2",
            "-Dapicurio.datasource.url=jdbc:h2:file:" + database,
            "-Dapicurio.datasource.jdbc.initial-size=1",
            "-Dapicurio.datasource.jdbc.min-size=1",
            "-Dapicurio.datasource.jdbc.max-size=8");
    String classpath = JavaChild.classpath(runner(distribution), guardLocation());
    JavaChild child = JavaChild.start(options, classpath, MAIN_CLASS, List.of(), log);
    return new RegistryProcess(child, "http://" + HOST + ":" + port + "/apis/ccompat/v7", log);
  }

  private static Path runner(Path distribution) throws IOException {
    if (Files.isDirectory(distribution)) {
      try (Stream<Path> files = Files.list(distribution)) {
        List<Path> runners = files.filter(file -> file.toString().endsWith("-runner.jar")).toList();
        if (runners.size() == 1) {
          return runners.get(0);
        }
      }
    }
    throw new UserError(
        "the schema registry is not in "
            + distribution
            + "; run mvn -pl ops -am package to fetch it");
  }

  private static Path guardLocation() {
    return Path.of(
        URI.create(
            GuardedMain.class.getProtectionDomain().getCodeSource().getLocation().toString()));
  }

  /**
   * Returns when it answers.
   *
   * @throws UserError if it ends or does not answer in time
   */
  void awaitReady() throws InterruptedException {
    HttpClient client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + "/subjects"))
            .timeout(Duration.ofSeconds(5))
            .build();
    long deadline = System.nanoTime() + STARTUP.toNanos();
    while (!answers(client, request)) {
      if (!child.isAlive() || System.nanoTime() > deadline) {
        throw new UserError("the schema registry did not start; its log is " + log);
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  private static boolean answers(HttpClient client, HttpRequest request)
      throws InterruptedException {
    try {
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == HTTP_OK;
    } catch (IOException e) {
      return false;
    }
  }

  /** Base address of the Confluent REST API. */
  String url() {
    return url;
  }

  /** Process id. */
  long pid() {
    return child.pid();
  }

  @Override
  public void close() {
    child.close();
  }
}
