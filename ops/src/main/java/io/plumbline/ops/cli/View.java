package io.plumbline.ops.cli;

import io.plumbline.ops.process.Shutdown;
import io.plumbline.ops.stack.Endpoints;
import io.plumbline.ops.stack.Ports;
import io.plumbline.ops.stack.StackHolder;
import io.plumbline.schemas.topic.TopicNames;
import io.plumbline.sinks.feed.RunFeed;
import io.plumbline.sinks.web.Dashboard;
import io.plumbline.sinks.webhook.Webhook;
import io.plumbline.sinks.webhook.WebhookOptions;

/**
 * What is shown of the runs.
 *
 * @param feed what the topics say
 * @param dashboard address of the page
 */
record View(RunFeed feed, String dashboard) {
  private static final String HOST = "127.0.0.1";

  /** Starts it on live topics that exist; it ends with the command. */
  static View start(Plumbline plumbline, Session session, ViewOption options) throws Exception {
    int port = Ports.choose(options.dashboardPort(), "--dashboard-port");
    Endpoints endpoints = session.endpoints();
    Shutdown shutdown = plumbline.shutdown();
    RunFeed feed =
        shutdown.add(RunFeed.start(endpoints.bootstrap(), endpoints.registry(), TopicNames.live()));
    Dashboard dashboard = shutdown.add(Dashboard.start(feed.book(), HOST, port));
    session.publish(StackHolder.DASHBOARD, dashboard.url());
    if (options.webhook().isPresent()) {
      shutdown.add(
          Webhook.start(
              WebhookOptions.of(
                  endpoints.bootstrap(),
                  endpoints.registry(),
                  TopicNames.live(),
                  options.webhook().get(),
                  options.format())));
    }
    return new View(feed, dashboard.url());
  }
}
