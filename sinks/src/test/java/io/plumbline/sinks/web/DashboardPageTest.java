package io.plumbline.sinks.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.sinks.feed.RunBook;
import io.plumbline.sinks.sample.Played;
import io.plumbline.sinks.sample.SampleRun;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page in a real browser. Screenshots are left in target/screenshots. */
class DashboardPageTest {
  private static final Path SCREENSHOTS = Path.of("target", "screenshots");

  @TempDir Path profile;

  private final RunBook book = new RunBook();
  private Dashboard dashboard;
  private Browser browser;

  @BeforeEach
  void open() {
    dashboard = Dashboard.start(book, "127.0.0.1", 0);
    browser = new Browser(profile);
    browser.size(1440, 2000);
  }

  @AfterEach
  void close() {
    browser.close();
    dashboard.close();
  }

  @Test
  void showsARunWithCurvesAlertsAndWords() {
    Played.records(SampleRun.clean()).forEach(book::add);
    Played.records(SampleRun.poisoned()).forEach(book::add);
    browser.open(dashboard.url() + "#" + SampleRun.poisoned().run());

    browser.awaitText("h1", "demo-poisoned-7");
    browser.awaitText("#connection", "live");
    browser.screenshot(SCREENSHOTS.resolve("light.png"));
    browser.scheme("dark");
    browser.screenshot(SCREENSHOTS.resolve("dark.png"));
    browser.size(420, 2400);
    browser.screenshot(SCREENSHOTS.resolve("narrow.png"));
    assertThat(browser.complaints()).isEmpty();
  }
}
