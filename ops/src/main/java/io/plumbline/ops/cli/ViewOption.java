package io.plumbline.ops.cli;

import io.plumbline.sinks.webhook.WebhookOptions.Format;
import java.net.URI;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options of what is shown to people and told to machines. */
final class ViewOption {
  @Option(
      names = "--dashboard-port",
      paramLabel = "PORT",
      description = "Port of the dashboard. Default: a free one.")
  private int dashboardPort;

  @Option(names = "--webhook", paramLabel = "URL", description = "Post every alert there, as JSON.")
  private URI webhook;

  @Option(
      names = "--webhook-format",
      paramLabel = "plain|alertmanager",
      defaultValue = "plain",
      description = "What is posted. Default: ${DEFAULT-VALUE}.")
  private Format format;

  int dashboardPort() {
    return dashboardPort;
  }

  Optional<URI> webhook() {
    return Optional.ofNullable(webhook);
  }

  Format format() {
    return format;
  }
}
