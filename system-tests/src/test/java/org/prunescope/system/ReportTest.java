package org.prunescope.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.EmulateMediaOptions;
import com.microsoft.playwright.options.Media;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.standalone.Launcher;

/** The report, fetched by its command and opened from the file system in a real browser. */
@ExtendWith({RunningStack.Provider.class, Browser.Provider.class})
class ReportTest {
  @TempDir Path folder;
  private final RunningStack running;
  private final Browser browser;

  ReportTest(RunningStack running, Browser browser) {
    this.running = running;
    this.browser = browser;
  }

  @AfterEach
  void nothingIsComplainedOfAndNothingIsAskedForBesideTheFile() {
    assertThat(browser.complaints()).isEmpty();
    assertThat(browser.addresses())
        .isNotEmpty()
        .allMatch(address -> List.of("file", "data", "blob").contains(scheme(address)))
        .allMatch(address -> !scheme(address).equals("file") || address.endsWith(".html"));
  }

  @Test
  void itShowsEveryFigureOfAFinishedExperiment() throws IOException {
    Page page = open(report(running.completed("tiny.json")));

    for (String caption :
        List.of(
            "Table 1.",
            "Mean test accuracy; at 0 %",
            "PIEs among 100 test images",
            "Q-Score, mean over test images",
            "Prediction depth, mean over test images",
            "by its Q-Score in the dense and in the pruned networks",
            "by its prediction depth in the dense and in the pruned networks",
            "Welch’s t-test",
            "along the first two principal components",
            "PIEs of the largest taxicab distance")) {
      assertThat(page.locator(".caption").getByText(caption)).hasCount(1);
    }
    assertThat(page.getByText("Not in this report")).hasCount(0);
    assertThat(page.getByText("Complete: all")).isVisible();
    assertThat(page.locator(".results")).containsText("cross-entropy · one-shot-global");
    assertThat(page.locator(".facts").last()).containsText("libtorch");
    assertThat(page.locator("prune-chart .chart :is(svg, canvas)"))
        .hasCount(page.locator("prune-chart").count());
    assertThat(
            page.locator(".strip img")
                .evaluateAll("images => images.every(one => one.naturalWidth === 32)"))
        .isEqualTo(true);
  }

  @Test
  void itSaysTheLeastPThatItsNoiseFloorCanShow() throws IOException {
    Path file = report(running.completed("tiny.json"));
    String text =
        Files.readString(file)
            .replaceAll("\"floorArrangements\":\\d+", "\"floorArrangements\":1000")
            .replaceAll("\"floorExhaustive\":true", "\"floorExhaustive\":false");
    Files.writeString(file, text);

    Page page = open(file);

    // 1 / 1001
    assertThat(page.getByText("so that p cannot be below .001.")).isVisible();
  }

  @Test
  void itsChartsAreTakenAwayWithoutANetwork() throws IOException {
    Page page = open(report(running.completed("tiny.json")));
    Locator chart = page.locator("prune-chart").first();

    Download download =
        page.waitForDownload(
            () -> chart.locator("button", new Locator.LocatorOptions().setHasText("CSV")).click());

    assertThat(Files.readString(download.path()))
        .startsWith("objective,plan,sparsity,networks,mean,low,high");
  }

  @Test
  void allOfItIsDrawnBeforeItIsPrintedAndNoButtonIs() {
    Page page = open(report(running.completed("tiny.json")));

    byte[] pdf = page.pdf();

    assertThat(new String(pdf, 0, 5, StandardCharsets.US_ASCII)).isEqualTo("%PDF-");
    assertThat(
            page.locator("prune-chart")
                .evaluateAll("charts => charts.every(one => one.querySelector('svg, canvas'))"))
        .isEqualTo(true);
    page.emulateMedia(new EmulateMediaOptions().setMedia(Media.PRINT));
    assertThat(page.locator("button:visible")).hasCount(0);
  }

  @Test
  void ofAnExperimentThatRunsItSaysHowFarThatIs() {
    ObjectNode request = RunningStack.request("tiny.json");
    request.put("name", "</script><script>alert(1)</script>");
    ((ObjectNode) request.at("/objectives/0/training")).put("epochs", 400);
    ExperimentId id = running.gateway().submit(request);

    Page page = open(report(id));

    assertThat(page.locator("h1")).hasText("</script><script>alert(1)</script>");
    assertThat(page.getByText("Not finished: 0 of")).isVisible();
    assertThat(page.getByText("Accuracy by sparsity: nothing is measured yet.")).isVisible();
    assertThat(run("cancel", id.value())).isZero();
  }

  private Path report(ExperimentId id) {
    Path file = folder.resolve(id + ".html");
    assertThat(run("report", id.value(), "--output", file.toString())).isZero();
    return file;
  }

  private int run(String command, String... arguments) {
    List<String> all = new ArrayList<>(List.of(command));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--gateway", running.stack().gateway().toString()));
    return Launcher.commandLine().execute(all.toArray(String[]::new));
  }

  private Page open(Path file) {
    Page page = browser.open();
    page.navigate(file.toUri().toString());
    assertThat(page.locator("prune-report main")).isVisible();
    return page;
  }

  private static String scheme(String address) {
    return address.substring(0, address.indexOf(':'));
  }
}
