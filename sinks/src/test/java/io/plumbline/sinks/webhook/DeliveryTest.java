package io.plumbline.sinks.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeliveryTest {
  private final List<String> received = Collections.synchronizedList(new ArrayList<>());
  private final Deque<Integer> answers = new ArrayDeque<>();
  private HttpServer server;

  @BeforeEach
  void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/hook",
        exchange -> {
          received.add(
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          exchange.sendResponseHeaders(answers.removeFirst(), -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void triesAgainWhileTheReceiverIsAiling() throws Exception {
    answers.addAll(List.of(503, 429, 200));

    assertThat(delivery(5).post("{}")).isEmpty();
    assertThat(received).containsExactly("{}", "{}", "{}");
  }

  @Test
  void givesUpAtOnceWhereTheReceiverRefuses() throws Exception {
    answers.addAll(List.of(400, 200));

    assertThat(delivery(5).post("{}")).hasValue("answered with status 400");
    assertThat(received).hasSize(1);
  }

  @Test
  void givesUpAfterAllAttempts() throws Exception {
    answers.addAll(List.of(500, 500, 500));

    assertThat(delivery(3).post("{}")).hasValue("answered with status 500, 3 times");
  }

  @Test
  void saysThatNobodyListens() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Delivery nobody =
        new Delivery(
            URI.create("http://127.0.0.1:" + port + "/"),
            2,
            Duration.ofMillis(1),
            Duration.ofSeconds(5));

    assertThat(nobody.post("{}")).hasValueSatisfying(why -> assertThat(why).endsWith("2 times"));
  }

  private Delivery delivery(int attempts) {
    URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/hook");
    return new Delivery(address, attempts, Duration.ofMillis(1), Duration.ofSeconds(5));
  }
}
