package io.plumbline.sinks.web;

import io.javalin.http.sse.SseClient;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Tells open pages, by server-sent events, that a run has changed. */
final class LiveEvents implements AutoCloseable {
  private static final String CHANGED = "changed";

  private final Set<SseClient> clients = ConcurrentHashMap.newKeySet();

  void join(SseClient client) {
    client.keepAlive();
    client.onClose(() -> clients.remove(client));
    clients.add(client);
  }

  void changed(String run) {
    clients.forEach(client -> client.sendEvent(CHANGED, run));
  }

  @Override
  public void close() {
    clients.forEach(SseClient::close);
  }
}
