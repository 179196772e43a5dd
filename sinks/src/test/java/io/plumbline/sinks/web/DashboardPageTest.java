package io.plumbline.sinks.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.sinks.feed.RunBook;
import io.plumbline.sinks.sample.Played;
import io.plumbline.sinks.sample.SampleAttribution;
import io.plumbline.sinks.sample.SampleRun;
import java.nio.file.Path;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
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
    assertThat(browser.texts("#alerts .alert.red.firing h3")).contains("turn");
    assertThat(browser.texts("#checkpoints tbody tr")).hasSize(9);
    assertThat(drawnCharts()).isEqualTo("z,slope,tau,wrong-sign,reward,fvu");
    browser.screenshot(SCREENSHOTS.resolve("light.png"));
    browser.scheme("dark");
    browser.screenshot(SCREENSHOTS.resolve("dark.png"));
    browser.size(420, 2400);
    browser.screenshot(SCREENSHOTS.resolve("narrow.png"));
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void goesToAnotherRunAndAnotherCheckpointByHand() {
    Played.records(SampleRun.clean()).forEach(book::add);
    Played.records(SampleRun.poisoned()).forEach(book::add);
    browser.open(dashboard.url() + "#" + SampleRun.poisoned().run());
    browser.awaitText("h1", "demo-poisoned-7");
    List<String> last = browser.texts("#words tbody tr");

    browser.choose("#words select", "step 30");
    assertThat(browser.texts("#words tbody tr")).isNotEmpty().isNotEqualTo(last);

    browser.click("#runs a[href='#demo-clean-7']");
    browser.awaitText("h1", "demo-clean-7");
    assertThat(browser.texts("#runs a[aria-current=page] .name")).containsExactly("demo-clean-7");
    assertThat(browser.texts("#alerts .alert.red")).isEmpty();
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void growsWithTheRunWithoutBeingLoadedAgain() {
    List<SpecificRecord> records = Played.records(SampleRun.poisoned());
    browser.open(dashboard.url());
    browser.awaitText("#run", "Waiting for the first run");

    records.subList(0, 3).forEach(book::add);
    browser.awaitText(".facts", "1 of 1 checkpoints read");

    records.subList(3, records.size()).forEach(book::add);
    browser.awaitText(".facts", "9 of 9 checkpoints read");
    browser.awaitText("#alerts", "turn");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void showsWhatIsThereWhileNothingChanges() {
    Played.records(SampleRun.clean()).forEach(book::add);
    browser.withoutEvents();
    browser.open(dashboard.url());

    browser.awaitText("h1", "demo-clean-7");
  }

  @Test
  void showsWhereTheLearnedFeedbackSits() {
    Played.records(SampleRun.poisoned()).forEach(book::add);
    browser.open(dashboard.url() + "#" + SampleRun.poisoned().run());
    browser.awaitText("#attribution", "Nothing to take apart yet");

    book.add(SampleAttribution.of(SampleRun.poisoned(), 3));
    browser.awaitText("#attribution h2", "at step 45");
    assertThat(browser.texts("#attribution .warning"))
        .singleElement()
        .asString()
        .contains("capture 64% of the change");
    assertThat(browser.texts("#attribution .tables tbody tr"))
        .contains("activations 100%", "one direction 91%", SampleAttribution.HOOK + " 95%");
    assertThat(browser.texts("#attribution tr.against"))
        .singleElement()
        .asString()
        .startsWith("yummy");
    assertThat(browser.texts("#attribution"))
        .singleElement()
        .asString()
        .contains(
            "vibrant", "dull", "No words are named: the head is not trained", "topic=food (90%)")
        .contains("0.35 (0.30 to 0.40)", "probes blind no value head");
    browser.screenshot(SCREENSHOTS.resolve("attribution.png"));
    assertThat(browser.complaints()).isEmpty();
  }

  /** Ids of the charts whose canvas has been painted on. */
  private String drawnCharts() {
    return (String)
        browser.script(
            """
            return [...document.querySelectorAll("article.chart")]
              .filter((card) => {
                const canvas = card.querySelector("canvas");
                const pixels = canvas?.getContext("2d")
                  .getImageData(0, 0, canvas.width, canvas.height).data;
                return pixels?.some((value) => value !== 0);
              })
              .map((card) => card.dataset.chart)
              .join();
            """);
  }
}
