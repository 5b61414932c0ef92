package org.prunescope.system;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.Playwright.CreateOptions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.support.TypeBasedParameterResolver;

/**
 * The machine's own Chromium, headless, and what it complains of. A test on a machine without one
 * is aborted and says so.
 */
final class Browser implements AutoCloseable {
  private static final String VARIABLE = "PRUNESCOPE_CHROMIUM";
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome");

  /** By when the page shows what the gateway has: many times what it takes. */
  private static final double SOON_MILLIS = 30_000;

  private final Playwright playwright;
  private final com.microsoft.playwright.Browser browser;
  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private final List<String> addresses = new CopyOnWriteArrayList<>();

  private Browser(Path executable) {
    PlaywrightAssertions.setDefaultAssertionTimeout(SOON_MILLIS);
    playwright =
        Playwright.create(
            new CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser =
        playwright
            .chromium()
            .launch(
                new LaunchOptions()
                    .setExecutablePath(executable)
                    .setArgs(List.of("--no-sandbox", "--disable-gpu", "--disable-quic")));
  }

  /** Gives a class of tests a browser of its own, which ends with it. */
  static final class Provider extends TypeBasedParameterResolver<Browser> {
    private static final Namespace NAMESPACE = Namespace.create(Browser.class);

    @Override
    public Browser resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return context.getStore(NAMESPACE).computeIfAbsent("browser", key -> start(), Browser.class);
    }
  }

  static Browser start() {
    Optional<Path> executable = find();
    assumeTrue(
        executable.isPresent(),
        "not run: there is no Chromium among %s; name one in %s".formatted(NAMES, VARIABLE));
    return new Browser(executable.orElseThrow());
  }

  private static Optional<Path> find() {
    Stream<Path> onPath =
        NAMES.stream()
            .flatMap(
                name ->
                    Stream.of(System.getenv("PATH").split(File.pathSeparator))
                        .map(folder -> Path.of(folder, name)));
    return Stream.concat(
            Optional.ofNullable(System.getenv(VARIABLE)).map(Path::of).stream(), onPath)
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** A fresh page, without anything of the others. */
  Page open() {
    BrowserContext context = browser.newContext();
    Page page = context.newPage();
    page.onConsoleMessage(
        message -> {
          if (List.of("error", "warning").contains(message.type()) && !isRefusal(message)) {
            complaints.add(message.text());
          }
        });
    page.onPageError(complaints::add);
    page.onRequest(request -> addresses.add(request.url()));
    return page;
  }

  /** That the gateway refuses what a form holds is no fault of the page; Chromium tells it too. */
  private static boolean isRefusal(ConsoleMessage message) {
    return message.text().contains("status of 400") && message.location().contains("?dryRun=");
  }

  /** Errors and warnings since this was asked for last. */
  List<String> complaints() {
    List<String> latest = List.copyOf(complaints);
    complaints.clear();
    return latest;
  }

  /** Everything that was asked for so far. */
  List<String> addresses() {
    return List.copyOf(addresses);
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}
