package org.prunescope.gateway;

import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.prunescope.gateway.infrastructure.Infrastructure;

/** The page is served with all that belongs to it, and may load nothing else. */
@QuarkusTest
@QuarkusTestResource(Infrastructure.class)
class PageTest {
  private static final Pattern OWN_FILE = Pattern.compile("(?:src|href)=\"(/static/[^\"]+)\"");

  @Test
  void thePageAndEverythingItNamesAreServed() {
    String page = when().get("/").then().statusCode(200).extract().asString();

    Matcher files = OWN_FILE.matcher(page);
    int found = 0;
    while (files.find()) {
      when().get(files.group(1)).then().statusCode(200);
      found++;
    }
    // Script, style sheet and icon.
    assertThat(found).isEqualTo(3);
  }

  @Test
  void nothingFromElsewhereIsLoadedAndNobodyFramesIt() {
    when()
        .get("/")
        .then()
        .header("Content-Security-Policy", containsString("default-src 'none'"))
        .header("Content-Security-Policy", containsString("script-src 'self'"))
        .header("Content-Security-Policy", containsString("frame-ancestors 'none'"))
        .header("X-Content-Type-Options", "nosniff");
  }
}
