package org.prunescope.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.Route.FulfillOptions;
import com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.WaitForSelectorState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.prunescope.contract.experiment.ExperimentId;

/**
 * What a person does in the page, in a real browser: submit, watch, look at what was forgotten,
 * take it away, command runs; and by keyboard alone.
 */
@ExtendWith({RunningStack.Provider.class, Browser.Provider.class})
class PageTest {
  private static final double WHOLE_EXPERIMENT = 300_000;
  private static final int MOST_TABS = 60;
  private static final JsonMapper JSON = new JsonMapper();

  private final RunningStack running;
  private final Browser browser;

  PageTest(RunningStack running, Browser browser) {
    this.running = running;
    this.browser = browser;
  }

  @AfterEach
  void nothingIsComplainedOfAndNothingComesFromElsewhere() {
    String own = running.stack().gateway().toString();
    assertThat(browser.complaints()).isEmpty();
    assertThat(browser.addresses())
        .isNotEmpty()
        .allMatch(
            address ->
                address.startsWith(own)
                    || address.startsWith("blob:" + own)
                    || address.startsWith("data:"));
  }

  @Test
  void anExperimentIsSubmittedAndWatchedToItsEnd() {
    Page page = open("/#/");
    link(page, "New experiment").first().click();
    page.getByLabel("Name").fill("by hand");
    page.getByLabel("Sparsities").fill("0.9");
    page.getByLabel("Seeds").fill("0-1");
    page.getByLabel("gradual-layer").uncheck();
    page.getByLabel("Anything else")
        .fill(
            "{\"dataSet\": {\"trainSamples\": 128, \"testSamples\": 60}, \"measurement\": {\"supportSamples\": 64}}");
    Locator work = page.getByLabel("What it comes to");
    // Dense and one pruned variant, two seeds: four runs.
    assertThat(work).containsText(Pattern.compile("runs\\s*4"));

    page.getByRole(AriaRole.BUTTON, named("Submit")).click();

    assertThat(page.getByRole(AriaRole.HEADING, named("by hand"))).isVisible();
    assertThat(page.locator(".progress").first())
        .containsText("complete", new ContainsTextOptions().setTimeout(WHOLE_EXPERIMENT));
    assertThat(page.locator(".results")).containsText("cross-entropy · one-shot-global · 90 %");
    assertThat(page.locator(".results")).containsText("2 / 2");
  }

  @Test
  void aRefusalNamesTheField() {
    Page page = open("/#/new");
    page.getByLabel("Sparsities").fill("1.5");

    assertThat(page.getByRole(AriaRole.ALERT)).containsText("sparsities");
    assertThat(page.getByRole(AriaRole.BUTTON, named("Submit"))).isDisabled();
  }

  @Test
  void exemplarsAreSortedFilteredAndOpened() {
    Page page = open("/#/experiments/" + tiny() + "/exemplars");
    page.getByLabel("Images").selectOption("false");
    loaded(page, "pie=false");
    Locator cards = page.locator(".gallery li");
    assertThat(cards).hasCount(60);
    assertThat(page.locator(".gallery img").first()).isVisible();
    assertThat(distances(cards)).isSortedAccordingTo(Comparator.reverseOrder());

    page.getByRole(AriaRole.BUTTON, named("Show more")).click();
    assertThat(cards).hasCount(100);
    assertThat(distances(cards)).isSortedAccordingTo(Comparator.reverseOrder());

    page.getByLabel("Sort by taxicab distance").selectOption("ascending");
    loaded(page, "order=ascending");
    assertThat(cards).hasCount(60);
    assertThat(distances(cards)).isSorted();

    page.getByLabel("True class").selectOption("3");
    loaded(page, "trueLabel=3");
    assertThat(page.locator(".gallery dd").first()).hasText("triangle");
    for (String name : page.locator(".gallery dl dd:nth-of-type(1)").allTextContents()) {
      assertThat(name).isEqualTo("triangle");
    }

    cards.first().locator("a").click();
    assertThat(
            page.getByRole(AriaRole.HEADING, named(Pattern.compile("Test image \\d+: triangle"))))
        .isVisible();
    // The tiny experiment has two pruned variants.
    assertThat(page.locator("tbody tr")).hasCount(2);
  }

  @Test
  void aChartIsATableAndIsTakenAway() throws IOException {
    Page page = open("/#/experiments/" + tiny());
    Locator chart = page.locator("prune-chart").first();
    assertThat(chart.locator("canvas")).isVisible();

    byte[] png = download(page, chart, "PNG");
    String svg = text(download(page, chart, "SVG"));
    List<String> csv = text(download(page, chart, "CSV")).lines().toList();
    chart.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Table")).click();

    assertThat(png).startsWith((byte) 0x89, 'P', 'N', 'G');
    assertThat(svg).startsWith("<svg").contains("cross-entropy · one-shot-global");
    assertThat(csv.getFirst()).isEqualTo("objective,plan,sparsity,networks,mean,low,high");
    // Dense and two pruned variants.
    assertThat(csv).hasSize(4);
    assertThat(chart.locator("tbody tr")).hasCount(3);
  }

  @Test
  void everyViewShowsItself() {
    Page page = open("/#/experiments/" + tiny());
    for (String tab :
        List.of(
            "Along training",
            "Scatter",
            "Latents",
            "Classes",
            "Overlap",
            "Runs",
            "Definition",
            "Summary")) {
      link(page, tab).click();
      assertThat(link(page, tab)).hasAttribute("aria-current", "page");
      assertThat(page.locator("table:visible, canvas:visible, pre:visible").first()).isVisible();
    }
    assertThat(page.getByRole(AriaRole.ALERT)).hasCount(0);
  }

  @Test
  void anotherExperimentIsShownAsItself() {
    ObjectNode request = RunningStack.request("tiny.json").put("name", "the other one");
    request.putArray("seeds").add(7);
    ExperimentId other = running.gateway().submit(request);
    Page page = open("/#/experiments/" + tiny() + "/definition");
    Locator definition = page.locator("pre");
    assertThat(definition).containsText("\"name\": \"tiny\"");

    go(page, "#/experiments/" + other + "/definition");

    assertThat(page.getByRole(AriaRole.HEADING, named("the other one"))).isVisible();
    assertThat(definition).containsText("\"name\": \"the other one\"");
    assertThat(definition).containsText(Pattern.compile("\"seeds\": \\[\\s*7\\s*]"));
  }

  @Test
  void whatIsRefusedIsNotShownAsTheEarlierChoice() {
    Page page = open("/#/experiments/" + tiny() + "/latents");
    Locator charts = page.locator("prune-chart");
    assertThat(charts).hasCount(2);
    page.route("**/1/latents", route -> refuse(route, 409, "It has no map of its latents."));
    page.locator("select[name=seed]").selectOption("1");
    assertThat(page.getByRole(AriaRole.ALERT)).containsText("no map");
    assertThat(charts).hasCount(0);
    page.locator("select[name=seed]").selectOption("0");
    assertThat(charts).hasCount(2);

    go(page, "#/experiments/" + tiny() + "/exemplars?pie=false");
    Locator cards = page.locator(".gallery li");
    assertThat(cards).hasCount(60);
    AtomicBoolean answers = new AtomicBoolean();
    page.route(
        "**/exemplars?*",
        route -> {
          if (answers.get()) {
            route.resume();
          } else {
            refuse(route, 503, "The database does not answer.");
          }
        });
    page.getByLabel("Sort by taxicab distance").selectOption("ascending");
    assertThat(page.getByRole(AriaRole.ALERT)).containsText("database");
    assertThat(cards).hasCount(0);
    // What could not be answered is asked for again.
    answers.set(true);
    assertThat(cards).hasCount(60);
    assertThat(page.getByRole(AriaRole.ALERT)).hasCount(0);

    // Chromium tells each refusal.
    assertThat(browser.complaints()).isNotEmpty().allMatch(text -> text.matches(".*(409|503).*"));
  }

  @Test
  void moreThatComesLateIsNotAddedToAnotherChoice() {
    Page page = open("/#/experiments/" + tiny() + "/exemplars?pie=false");
    Locator cards = page.locator(".gallery li");
    assertThat(cards).hasCount(60);
    List<Route> held = new ArrayList<>();
    page.route("**/exemplars?*after=*", held::add);
    page.getByRole(AriaRole.BUTTON, named("Show more")).click();
    page.waitForCondition(() -> !held.isEmpty());
    page.getByLabel("Sort by taxicab distance").selectOption("ascending");
    loaded(page, "order=ascending");

    held.getFirst().resume();

    assertThat(page.getByRole(AriaRole.BUTTON, named("Show more"))).isEnabled();
    assertThat(cards).hasCount(60);
    assertThat(distances(cards)).isSorted();
  }

  @Test
  void backShowsTheEarlierChoice() {
    String first = "variant=cross-entropy_one-shot-global_0.9";
    String second = "variant=cross-entropy_gradual-layer_0.9";
    Page page = open("/#/experiments/" + tiny() + "/exemplars?pie=false&" + first);
    Locator variant = page.locator("select[name=variant]");
    Locator order = page.locator("select[name=order]");
    for (String picked : List.of(second, first)) {
      variant.selectOption(picked.replace("variant=", ""));
      loaded(page, picked);
    }
    for (String picked : List.of("ascending", "")) {
      order.selectOption(picked);
      loaded(page, picked.isEmpty() ? first + "$" : picked);
    }

    page.goBack();
    assertThat(order).hasValue("ascending");
    page.goBack();
    assertThat(order).hasValue("");
    page.goBack();
    assertThat(variant).hasValue(second.replace("variant=", ""));
    order.selectOption("ascending");
    loaded(page, second + ".*ascending");
  }

  @Test
  void alongTrainingAMaskComesAfterWhatItPrunesAndAfterItsTrunk() {
    Page page = browser.open();
    page.route(
        "**/curves?*",
        route ->
            answer(
                route,
                route.request().url().endsWith("_dense")
                    ? curve("4 trained", "10 trained", "16 trained")
                    : curve("10 pruned", "16 pruned", "16 trained")));
    page.navigate(running.stack().gateway() + "/#/experiments/" + tiny() + "/training");
    Locator chart = page.locator("prune-chart").first();
    assertThat(chart).isVisible();

    assertThat(
            chart.evaluate(
                "chart => chart.table.rows.slice(0, 5).map(row => `${row.updates} ${row.stage}`)"))
        .isEqualTo(List.of("4 trained", "10 trained", "10 pruned", "16 trained", "16 pruned"));
  }

  @Test
  void aLineIsDrawnForEachPlanThatPrunesAnObjectiveBelowAllTheirNames() {
    Page page = browser.open();
    page.setViewportSize(420, 900);
    change(
        page,
        "**/variants",
        variants -> {
          ObjectNode dense = variants.get(0).deepCopy();
          ObjectNode pruned = variants.get(1).deepCopy();
          ((ArrayNode) variants).add(dense.put("variant", "other").put("objective", "other"));
          for (int i = 0; i < 14; i++) {
            ((ArrayNode) variants).add(pruned.deepCopy().put("pruningPlan", "plan-" + i));
          }
        });
    page.navigate(running.stack().gateway() + "/#/experiments/" + tiny());
    Locator chart = page.locator("prune-chart").first();
    assertThat(chart.locator("canvas")).isVisible();

    Object names =
        chart.evaluate(
            "chart => chart.option({ objectives: ['red'] }, 400).series.map(one => one.name)"
                + ".filter(name => name.startsWith('other'))");
    Object room =
        chart.evaluate(
            "chart => { const { clientWidth, clientHeight } = chart.querySelector('.chart');"
                + " return clientHeight - chart.option({ objectives: ['red'] }, clientWidth).grid.top; }");

    assertThat((List<?>) names).isNotEmpty().allMatch("other · dense"::equals);
    assertThat((Integer) room).isGreaterThan(250);
  }

  @Test
  void aMeanSaysOverHowManyNetworksItIs() {
    Page page = browser.open();
    change(page, "**/estimates", estimates -> each(estimates, one -> one.put("n", 7)));
    page.navigate(running.stack().gateway() + "/#/experiments/" + tiny());
    Locator chart =
        page.locator("prune-chart", new Page.LocatorOptions().setHasText("Prediction depth"));
    chart.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Table")).click();

    assertThat(chart.locator("tbody tr td:nth-child(4)")).hasText(new String[] {"7", "7", "7"});
  }

  @Test
  void anotherPresetTakesAwayWhatWasTyped() {
    Page page = open("/#/new");
    Locator preset = page.locator("select[name=preset]");
    Locator changes = page.getByLabel("Anything else");
    Locator plan = page.getByLabel("gradual-layer");
    changes.fill("{ \"segmentSteps\": 9 }");
    plan.uncheck();

    preset.selectOption("corti-2022");
    assertThat(plan).hasCount(0);
    assertThat(changes).hasValue("");
    preset.selectOption("quickstart");
    assertThat(plan).isChecked();
    page.goBack();
    assertThat(preset).hasValue("corti-2022");
    assertThat(plan).hasCount(0);
  }

  @Test
  void whatItComesToFollowsTheRequest() {
    Page page = open("/#/new");
    Locator work = page.getByLabel("What it comes to");
    Locator bytes =
        work.locator("div", new Locator.LocatorOptions().setHasText("of checkpoints at most"))
            .locator("dd");
    assertThat(work).containsText("saved by shared trunks");
    String finals = bytes.textContent();

    page.getByLabel("Anything else").fill("{ \"shareTrunks\": false, \"checkpoints\": \"all\" }");

    assertThat(bytes).not().hasText(finals);
    assertThat(work).not().containsText("saved by shared trunks");
  }

  @Test
  void anObjectiveThatIsLeftOutTakesItsWindowsAlongAndPlansThatHaveNoOther() throws IOException {
    JsonNode crossed = askedWithoutSupcon("literature");
    JsonNode published = askedWithoutSupcon("corti-2022");

    assertThat(crossed.required("objectives")).hasSize(2);
    assertThat(crossed.required("pruningPlans")).hasSize(7);
    assertThat(crossed.findValuesAsText("objective")).contains("simclr").doesNotContain("supcon");
    assertThat(published.required("pruningPlans"))
        .extracting(plan -> plan.required("name").asText())
        .containsExactly("dense", "one-shot", "gradual");
  }

  private JsonNode askedWithoutSupcon(String preset) throws IOException {
    Page page = open("/#/new?preset=" + preset);
    assertThat(page.getByLabel("supcon")).isChecked();
    Request asked =
        page.waitForRequest(
            request ->
                request.url().endsWith("?dryRun=true") && request.postData().contains("seeds"),
            () -> page.getByLabel("supcon").uncheck());
    return JSON.readTree(asked.postData());
  }

  @Test
  void whatIsSubmittedAgainSinceNoAnswerCameIsTheSame() {
    Page page = open("/#/new");
    List<String> keys = new ArrayList<>();
    page.route(
        "**/api/v1/experiments",
        route -> {
          keys.add(route.request().headerValue("Idempotency-Key"));
          if (keys.size() == 1) {
            refuse(route, 503, "The database does not answer.");
          } else {
            answer(route, "{\"id\": \"%s\"}".formatted(tiny()));
          }
        });
    Locator submit = page.getByRole(AriaRole.BUTTON, named("Submit"));
    submit.click();
    assertThat(page.getByRole(AriaRole.ALERT)).containsText("database");
    submit.click();

    assertThat(page.getByRole(AriaRole.HEADING, named("tiny"))).isVisible();
    assertThat(keys).hasSize(2).containsOnly(keys.getFirst());
    assertThat(browser.complaints()).isNotEmpty().allMatch(text -> text.contains("503"));
  }

  @Test
  void whatIsResumedIsFollowedAgainAndTrainingAloneIsSaidToBeLeft() {
    ExperimentId id = tiny();
    AtomicReference<Double> left = new AtomicReference<>();
    Page page = browser.open();
    change(page, "**/runs?*", runs -> ((ObjectNode) runs.at("/runs/0")).put("state", "FAILED"));
    change(
        page,
        "**/experiments/" + id,
        status -> {
          if (left.get() != null) {
            ((ObjectNode) status).put("complete", false);
            ((ObjectNode) status)
                .putObject("timeLeft")
                .put("share", left.get())
                .put("hours", left.get());
          }
        });
    page.route(
        "**/resume",
        route -> {
          left.set(1.0);
          answer(route, "{\"asked\": [{\"run\": \"a/b/0\"}], \"notAsked\": []}");
        });
    page.navigate(running.stack().gateway() + "/#/experiments/" + id + "/runs");

    page.getByRole(AriaRole.BUTTON, named(Pattern.compile("Resume .*seed"))).click();
    assertThat(page.getByText("1 h 0 min of training left")).isVisible();
    left.set(0.0);
    assertThat(page.getByText(Pattern.compile("training left"))).hasCount(0);
    assertThat(page.getByText("less than a minute")).hasCount(0);
    page.close();
  }

  @Test
  void whatIsComparedLaterIsShownThen() {
    ExperimentId id = tiny();
    AtomicBoolean compared = new AtomicBoolean();
    Page page = browser.open();
    change(
        page,
        "**/experiments/" + id,
        status -> ((ObjectNode) status).put("complete", compared.get()));
    change(
        page,
        "**/variants",
        variants -> {
          if (!compared.get()) {
            each(variants, variant -> variant.putNull("pies"));
          }
        });
    page.route(
        "**/exemplars?*",
        route -> {
          if (compared.get()) {
            route.resume();
          } else {
            refuse(route, 409, "It is not compared yet.");
          }
        });
    page.navigate(running.stack().gateway() + "/#/experiments/" + id + "/exemplars?pie=false");
    assertThat(page.getByRole(AriaRole.ALERT)).containsText("not compared");

    compared.set(true);

    assertThat(page.locator(".gallery li")).hasCount(60);
    assertThat(page.getByRole(AriaRole.ALERT)).hasCount(0);
    assertThat(browser.complaints()).isNotEmpty().allMatch(text -> text.contains("409"));
  }

  @Test
  void aPointOfAScatterOpensItsImage() {
    Page page = open("/#/experiments/" + tiny() + "/scatter");
    Locator canvas = page.locator("canvas").first();
    assertThat(canvas).isVisible();
    // Where the points are only the chart knows: the page tells it as it would a click.
    String sample =
        (String)
            page.evaluate(
                """
                () => {
                  const chart = document.querySelector('prune-chart');
                  const row = chart.table.rows[0];
                  chart.pick({ sample: row.sample });
                  return String(row.sample);
                }
                """);

    assertThat(
            page.getByRole(
                AriaRole.HEADING, named(Pattern.compile("Test image " + sample + ":.*"))))
        .isVisible();
  }

  @Test
  void aRunIsCancelledAndResumed() {
    ObjectNode request = RunningStack.request("tiny.json");
    request.put("name", "to be cancelled");
    ((ObjectNode) request.at("/objectives/0/training")).put("epochs", 400);
    request.withArray("pruningPlans").remove(2);
    ExperimentId id = running.gateway().submit(request);

    Page page = open("/#/experiments/" + id + "/runs?variant=cross-entropy_dense");
    Locator row = page.locator(".runs tbody tr").first();
    row.getByRole(AriaRole.BUTTON).click();
    assertThat(row).containsText("cancelled");

    row.getByRole(
            AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(Pattern.compile("Resume")))
        .click();
    assertThat(row).containsText(Pattern.compile("training|trained|measured"));

    page.getByRole(AriaRole.BUTTON, named("Cancel all")).click();
    assertThat(page.getByText(Pattern.compile("Cancelling \\d+ run"))).isVisible();
  }

  @Test
  void anExperimentIsDeletedWithAllThatThereIsOfIt() {
    ExperimentId id =
        running.complete(RunningStack.request("tiny.json").put("name", "to be deleted"));
    assertThat(running.checkpointFiles(id)).isNotEmpty();
    Page page = open("/#/experiments/" + id);

    page.getByRole(AriaRole.BUTTON, named("Delete").setExact(true)).click();
    page.getByRole(AriaRole.DIALOG)
        .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Delete for good"))
        .click();

    assertThat(page.getByRole(AriaRole.HEADING, named("Experiments"))).isVisible();
    assertThat(page.getByText(id.value())).hasCount(0);
    await()
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(
            () -> {
              assertThat(running.rows("select id from metrics.experiment where id = ?", id))
                  .isEmpty();
              assertThat(running.rows("select 1 from results.v1_runs where experiment = ?", id))
                  .isEmpty();
              assertThat(running.checkpointFiles(id)).isEmpty();
            });
  }

  @Test
  void aKeyboardAloneIsEnough() {
    ExperimentId id = tiny();
    Page page = open("/#/");
    assertThat(page.locator(".experiments li").first()).isVisible();

    press(page, "a.skip");
    press(page, "header nav a[href='#/new']");
    assertThat(page.getByRole(AriaRole.HEADING, named("New experiment"))).isVisible();
    reach(page, "input[name=seeds]");
    page.keyboard().press("Control+A");
    page.keyboard().type("0");
    assertThat(page.getByLabel("What it comes to")).containsText(Pattern.compile("runs\\s*5"));

    press(page, "header a[href='#/']");
    press(page, "a[href='#/experiments/%s']".formatted(id));
    press(page, "a[href='#/experiments/%s/exemplars']".formatted(id));
    assertThat(page.locator("select[name=variant]")).isVisible();
    reach(page, "select[name=pie]");
    page.keyboard().press("ArrowDown");
    loaded(page, "pie=false");
    assertThat(page.locator(".gallery li")).hasCount(60);
    press(page, ".gallery a");
    assertThat(page.getByRole(AriaRole.HEADING, named(Pattern.compile("Test image .*"))))
        .isVisible();
  }

  private Page open(String path) {
    Page page = browser.open();
    page.navigate(running.stack().gateway() + path);
    return page;
  }

  /** What a link does, or who writes another address. */
  private static void go(Page page, String hash) {
    page.evaluate("hash => { location.hash = hash; }", hash);
  }

  private static void answer(Route route, String json) {
    route.fulfill(new FulfillOptions().setContentType("application/json").setBody(json));
  }

  /** What the gateway answers there comes changed. */
  private static void change(Page page, String addresses, Consumer<JsonNode> change) {
    page.route(
        addresses,
        route -> {
          try {
            JsonNode body = JSON.readTree(route.fetch().body());
            change.accept(body);
            answer(route, body.toString());
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private static void each(JsonNode rows, Consumer<ObjectNode> change) {
    rows.forEach(row -> change.accept((ObjectNode) row));
  }

  /** Rows along training, each of its updates and stage. */
  private static String curve(String... positions) {
    ArrayNode rows = JSON.createArrayNode();
    for (String position : positions) {
      int updates = Integer.parseInt(position.split(" ")[0]);
      rows.addObject()
          .put("phase", 0)
          .put("step", updates)
          .put("updates", updates)
          .put("stage", position.split(" ")[1])
          .put("n", 2)
          .put("accuracyMean", 0.5)
          .put("achievedSparsityMean", 0.5);
    }
    return rows.toString();
  }

  private static void refuse(Route route, int status, String detail) {
    route.fulfill(
        new FulfillOptions()
            .setStatus(status)
            .setContentType("application/problem+json")
            .setBody("{\"detail\": \"%s\"}".formatted(detail)));
  }

  private ExperimentId tiny() {
    return running.completed("tiny.json");
  }

  /** The address has become this, and what it names is shown. */
  private static void loaded(Page page, String part) {
    page.waitForURL(Pattern.compile(".*" + part + ".*"));
    assertThat(page.locator("[aria-busy=true]")).hasCount(0);
  }

  private static Locator link(Page page, String name) {
    return page.getByRole(AriaRole.LINK, new GetByRoleOptions().setName(name).setExact(true));
  }

  private static GetByRoleOptions named(String name) {
    return new GetByRoleOptions().setName(name);
  }

  private static GetByRoleOptions named(Pattern name) {
    return new GetByRoleOptions().setName(name);
  }

  private static List<Double> distances(Locator cards) {
    List<Double> distances = new ArrayList<>();
    for (String text : cards.locator("a > .quiet").allTextContents()) {
      distances.add(Double.valueOf(text.replace(" apart", "")));
    }
    return distances;
  }

  private static byte[] download(Page page, Locator chart, String kind) throws IOException {
    Download download =
        page.waitForDownload(
            () ->
                chart
                    .getByRole(
                        AriaRole.BUTTON,
                        new Locator.GetByRoleOptions().setName(Pattern.compile("as " + kind)))
                    .click());
    assertThat(download.suggestedFilename())
        .endsWith("." + kind.toLowerCase(java.util.Locale.ROOT));
    return Files.readAllBytes(download.path());
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Goes to an element by the tabulator alone, once it is there. */
  private static void reach(Page page, String selector) {
    page.locator(selector)
        .first()
        .waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.ATTACHED));
    for (int i = 0; i < MOST_TABS; i++) {
      page.keyboard().press("Tab");
      if ((boolean) page.evaluate("s => document.activeElement.matches(s)", selector)) {
        return;
      }
    }
    throw new AssertionError("the tabulator does not lead to " + selector);
  }

  private static void press(Page page, String selector) {
    reach(page, selector);
    page.keyboard().press("Enter");
  }
}
