package io.plumbline.schemas.serde;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** The address of a registry, where whatever stands there answers with what a test says. */
final class RegistryAddress implements AutoCloseable {
  private final HttpServer server;
  private volatile int status;
  private volatile String body = "";
  private volatile String authorization;

  private RegistryAddress(HttpServer server) {
    this.server = server;
  }

  static RegistryAddress open() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    RegistryAddress address = new RegistryAddress(server);
    server.createContext(
        "/",
        exchange -> {
          address.authorization = exchange.getRequestHeaders().getFirst("Authorization");
          byte[] answer = address.body.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(address.status, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
    return address;
  }

  void answer(int newStatus, String newBody) {
    body = newBody;
    status = newStatus;
  }

  SchemaRegistry registry() {
    return registry("");
  }

  /** A registry that is told to log in. */
  SchemaRegistry registry(String login) {
    return new SchemaRegistry("http://" + login + "127.0.0.1:" + server.getAddress().getPort());
  }

  /** How the last request logged in. */
  String authorization() {
    return authorization;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
