package io.plumbline.sinks.webhook;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

/** Posts a body, and tries again while that may help. */
final class Delivery {
  private static final int SUCCESS = 2;
  private static final int SERVER_ERROR = 5;
  private static final int HUNDRED = 100;
  private static final int REQUEST_TIMEOUT = 408;
  private static final int TOO_MANY_REQUESTS = 429;

  private final HttpClient client;
  private final URI address;
  private final int attempts;
  private final Duration firstBackoff;
  private final Duration timeout;

  Delivery(URI address, int attempts, Duration firstBackoff, Duration timeout) {
    this.client = HttpClient.newBuilder().connectTimeout(timeout).build();
    this.address = address;
    this.attempts = attempts;
    this.firstBackoff = firstBackoff;
    this.timeout = timeout;
  }

  /**
   * Posts until it is taken, refused for good, or tried often enough.
   *
   * @return why it could not be delivered; empty if it was
   */
  Optional<String> post(String body) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .timeout(timeout)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build();
    String error = "";
    Duration backoff = firstBackoff;
    for (int attempt = 1; attempt <= attempts; attempt++) {
      if (attempt > 1) {
        Thread.sleep(backoff.toMillis());
        backoff = backoff.multipliedBy(2);
      }
      try {
        int status = client.send(request, BodyHandlers.discarding()).statusCode();
        if (status / HUNDRED == SUCCESS) {
          return Optional.empty();
        }
        error = "answered with status " + status;
        if (!worthAnotherTry(status)) {
          return Optional.of(error);
        }
      } catch (IOException e) {
        error = e.getClass().getSimpleName() + ": " + e.getMessage();
      }
    }
    return Optional.of(error + ", " + attempts + " times");
  }

  private static boolean worthAnotherTry(int status) {
    return status / HUNDRED == SERVER_ERROR
        || status == REQUEST_TIMEOUT
        || status == TOO_MANY_REQUESTS;
  }
}
