package org.prunescope.system;

import com.microsoft.playwright.Page;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.prunescope.contract.experiment.ExperimentId;

/** How long each view of an experiment takes from a click to the numbers, in a real browser. */
final class TimedViews implements AutoCloseable {
  private static final int ROUNDS = 5;
  private static final List<String> TABS =
      List.of(
          "",
          "training",
          "exemplars",
          "scatter",
          "latents",
          "classes",
          "overlap",
          "runs",
          "definition");

  /** Returns once nothing is being loaded, something is there to be seen, and it is painted. */
  private static final String SHOWN =
      """
      async ([selector]) => {
        const start = performance.now();
        document.querySelector(selector).click();
        const next = () => new Promise(requestAnimationFrame);
        await next();
        while (document.querySelector('[aria-busy=true]')
            || !document.querySelector('main :is(canvas, table, pre, .gallery)')) {
          await next();
        }
        await next();
        return performance.now() - start;
      }
      """;

  private final Browser browser = Browser.start();
  private final URI gateway;
  private final ExperimentId experiment;

  TimedViews(URI gateway, ExperimentId experiment) {
    this.gateway = gateway;
    this.experiment = experiment;
  }

  /** By view, several times each, after it was opened once. */
  Map<String, double[]> millis() {
    Page page = browser.open();
    page.navigate("%s#/experiments/%s".formatted(gateway.resolve("/"), experiment));
    page.locator(".tabs a").first().waitFor();
    Map<String, double[]> millis = new LinkedHashMap<>();
    for (String tab : TABS) {
      double[] rounds = new double[ROUNDS];
      for (int round = -1; round < ROUNDS; round++) {
        double shown = shown(page, tab);
        if (round >= 0) {
          rounds[round] = shown;
        }
        shown(page, tab.equals("definition") ? "runs" : "definition");
      }
      millis.put(tab.isEmpty() ? "summary" : tab, rounds);
    }
    return millis;
  }

  private double shown(Page page, String tab) {
    String link =
        ".tabs a[href='#/experiments/%s%s']".formatted(experiment, tab.isEmpty() ? "" : "/" + tab);
    return ((Number) page.evaluate(SHOWN, List.of(link))).doubleValue();
  }

  @Override
  public void close() {
    browser.close();
  }
}
