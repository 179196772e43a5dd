package io.plumbline.ops.cli;

import io.plumbline.ops.process.Shutdown;
import io.plumbline.ops.stack.Endpoints;
import io.plumbline.ops.stack.Ports;
import io.plumbline.ops.stack.StackHolder;
import io.plumbline.schemas.UserError;
import io.plumbline.schemas.topic.TopicNames;
import io.plumbline.sinks.feed.RunFeed;
import io.plumbline.sinks.web.Dashboard;
import io.plumbline.sinks.webhook.Webhook;
import io.plumbline.sinks.webhook.WebhookOptions;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/**
 * What is shown of the runs.
 *
 * @param feed what the topics say
 * @param dashboard address of the page, if one is known
 * @param webhook what posts alerts, if anything does
 */
record View(RunFeed feed, Optional<String> dashboard, Optional<Webhook> webhook) {
  private static final String HOST = "127.0.0.1";

  /** Options that only the process which runs stack and analysis can heed. */
  private static final List<String> OF_THE_HOST =
      List.of(
          "--webhook",
          "--webhook-format",
          "--dashboard-port",
          "--checkpoint-interval",
          "--kafka-port",
          "--registry-port");

  /**
   * Starts it where the command runs the analysis, else joins what another process shows.
   *
   * @throws UserError if the command was given an option that would have no effect
   */
  static View open(Plumbline plumbline, Session session, ViewOption options, CommandSpec command)
      throws Exception {
    return session.ownsAnalysis()
        ? start(plumbline, session, options)
        : beside(plumbline, session, command);
  }

  /** Starts it on live topics that exist; it ends with the command. */
  static View start(Plumbline plumbline, Session session, ViewOption options) throws Exception {
    int port = Ports.choose(options.dashboardPort(), "--dashboard-port");
    Endpoints endpoints = session.endpoints();
    Shutdown shutdown = plumbline.shutdown();
    RunFeed feed =
        shutdown.add(RunFeed.start(endpoints.brokers(), endpoints.registry(), TopicNames.live()));
    Dashboard dashboard = shutdown.add(Dashboard.start(feed.book(), HOST, port));
    session.publish(StackHolder.DASHBOARD, dashboard.url());
    Optional<Webhook> webhook = options.webhook().map(url -> post(endpoints, url, options));
    webhook.ifPresent(shutdown::add);
    return new View(feed, Optional.of(dashboard.url()), webhook);
  }

  private static View beside(Plumbline plumbline, Session session, CommandSpec command) {
    ParseResult given = command.commandLine().getParseResult();
    for (String option : OF_THE_HOST) {
      if (given.hasMatchedOption(option)) {
        throw new UserError(
            option
                + " has no effect on a stack that runs already; give it to the command that started the stack");
      }
    }
    return new View(
        session.follow(plumbline), session.address(StackHolder.DASHBOARD), Optional.empty());
  }

  private static Webhook post(Endpoints endpoints, URI url, ViewOption options) {
    return Webhook.start(
        WebhookOptions.of(
            endpoints.brokers(), endpoints.registry(), TopicNames.live(), url, options.format()));
  }

  /** Why a part of it has stopped by itself, if one has. */
  Optional<Throwable> failure() {
    return feed.book().failure().or(() -> webhook.flatMap(Webhook::failure));
  }
}
