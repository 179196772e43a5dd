package io.plumbline.sinks.real;

import io.plumbline.schemas.serde.SchemaRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A schema registry in a process of its own, in memory, shared by the tests of one JVM. */
public final class Registry {
  private static final Path DISTRIBUTION = Path.of("target", "registry");
  private static final Path LOG = Path.of("target", "registry.log");
  private static final long STARTUP_MS = 90_000;
  private static final long POLL_MS = 100;
  private static final int OK = 200;
  private static String url;

  private Registry() {}

  /** Its address. */
  public static synchronized String url() {
    if (url == null) {
      try {
        url = start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", e);
      }
    }
    return url;
  }

  /** A client of its own for it. */
  public static SchemaRegistry client() {
    return new SchemaRegistry(url());
  }

  private static String start() throws IOException, InterruptedException {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx192m",
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC",
                    "-Dquarkus.http.host=127.0.0.1",
                    "-Dquarkus.http.port=" + port,
                    "-jar",
                    runner().toString()))
            .redirectErrorStream(true)
            .redirectOutput(LOG.toFile())
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    String address = "http://127.0.0.1:" + port + "/apis/ccompat/v7";
    HttpRequest request = HttpRequest.newBuilder(URI.create(address + "/subjects")).build();
    long end = System.currentTimeMillis() + STARTUP_MS;
    while (!answers(request)) {
      if (!process.isAlive() || System.currentTimeMillis() > end) {
        throw new IllegalStateException("the registry did not start; see " + LOG);
      }
      Thread.sleep(POLL_MS);
    }
    return address;
  }

  private static boolean answers(HttpRequest request) throws InterruptedException {
    try {
      return HttpClient.newHttpClient().send(request, BodyHandlers.discarding()).statusCode() == OK;
    } catch (IOException e) {
      return false;
    }
  }

  private static Path runner() throws IOException {
    try (Stream<Path> files = Files.walk(DISTRIBUTION)) {
      return files
          .filter(file -> file.toString().endsWith("-runner.jar"))
          .findFirst()
          .orElseThrow(() -> new IllegalStateException("no registry in " + DISTRIBUTION));
    }
  }
}
