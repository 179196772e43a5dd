package io.plumbline.sinks.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/** A headless Chromium with a profile of its own. */
final class Browser implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final long POLL_MS = 50;

  /**
   * Held, so that its level is not forgotten. Selenium warns of every browser newer than itself.
   */
  private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");

  static {
    SELENIUM.setLevel(Level.SEVERE);
  }

  private final ChromeDriver driver;

  Browser(Path profile) {
    ChromeOptions options = new ChromeOptions();
    options.setBinary(installed("chromium", "chromium-browser", "google-chrome").toFile());
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--user-data-dir=" + profile);
    options.setCapability("goog:loggingPrefs", Map.of("browser", "ALL"));
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(installed("chromedriver").toFile())
            .usingAnyFreePort()
            .build();
    driver = new ChromeDriver(service, options);
  }

  /** The test needs a real browser: without one it fails and says how to get one. */
  private static Path installed(String... names) {
    List<Path> directories =
        Stream.of(System.getenv("PATH").split(java.io.File.pathSeparator)).map(Path::of).toList();
    for (String name : names) {
      Optional<Path> found =
          directories.stream().map(d -> d.resolve(name)).filter(Files::isExecutable).findFirst();
      if (found.isPresent()) {
        return found.get();
      }
    }
    throw new AssertionError(
        "there is no "
            + names[0]
            + " on the PATH; install it with: apt-get install chromium chromium-driver");
  }

  void open(String url) {
    driver.get(url);
  }

  void size(int width, int height) {
    driver.manage().window().setSize(new Dimension(width, height));
  }

  /** What the page sees as the reader's choice, {@code light} or {@code dark}. */
  void scheme(String scheme) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  void click(String selector) {
    driver.findElement(By.cssSelector(selector)).click();
  }

  /** Chooses an entry of a list by the text that it shows. */
  void choose(String selector, String text) {
    all(selector + " option").stream()
        .filter(option -> option.getText().equals(text))
        .findFirst()
        .orElseThrow(() -> new AssertionError(selector + " has no entry '" + text + "'"))
        .click();
  }

  /** Pages opened from now on never hear of a change. */
  void withoutEvents() {
    driver.executeCdpCommand(
        "Page.addScriptToEvaluateOnNewDocument",
        Map.of("source", "window.EventSource = class { addEventListener() {} };"));
  }

  List<WebElement> all(String selector) {
    return driver.findElements(By.cssSelector(selector));
  }

  List<String> texts(String selector) {
    return all(selector).stream().map(WebElement::getText).toList();
  }

  Object script(String javascript) {
    return driver.executeScript(javascript);
  }

  /** Waits until an element's text contains this. */
  void awaitText(String selector, String text) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!has(selector, text)) {
      if (System.nanoTime() > end) {
        throw new AssertionError(
            selector + " never said '" + text + "' but " + texts(selector) + "; " + complaints());
      }
      try {
        Thread.sleep(POLL_MS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted", e);
      }
    }
  }

  private boolean has(String selector, String text) {
    Object found =
        driver.executeScript(
            "return [...document.querySelectorAll(arguments[0])]"
                + ".some(element => element.textContent.includes(arguments[1]))",
            selector,
            text);
    return Boolean.TRUE.equals(found);
  }

  /** What the browser's console says. */
  List<String> complaints() {
    return driver.manage().logs().get("browser").getAll().stream()
        .map(entry -> entry.getLevel() + " " + entry.getMessage())
        .toList();
  }

  void screenshot(Path file) {
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    driver.quit();
  }
}
