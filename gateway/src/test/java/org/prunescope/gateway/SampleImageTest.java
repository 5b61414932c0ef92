package org.prunescope.gateway;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.prunescope.contract.experiment.DataSetSpec;
import org.prunescope.dataset.DataSets;
import org.prunescope.dataset.Split;
import org.prunescope.gateway.infrastructure.Infrastructure;

/** The test images of an experiment's data set, as the gateway shows them. */
@QuarkusTest
@QuarkusTestResource(Infrastructure.class)
class SampleImageTest {
  @ConfigProperty(name = "prunescope.data-sets.folder")
  Path dataSets;

  @Test
  void everyPixelIsTheDataSets() throws Exception {
    String id = submit(Requests.GOOD);
    Split test = DataSets.open(new DataSetSpec.Shapes(0, 50, 20), Path.of("unused")).test();
    for (int sample : List.of(0, 19)) {
      for (int scale : List.of(1, 5, 16)) {
        BufferedImage image = read(get(id, sample + ".png?scale=" + scale));

        assertThat(image.getWidth()).isEqualTo(32 * scale);
        assertThat(image.getHeight()).isEqualTo(32 * scale);
        for (int y = 0; y < image.getHeight(); y++) {
          for (int x = 0; x < image.getWidth(); x++) {
            int at = ((sample * 32 + y / scale) * 32 + x / scale) * 3;
            int red = Byte.toUnsignedInt(test.pixels()[at]);
            int green = Byte.toUnsignedInt(test.pixels()[at + 1]);
            int blue = Byte.toUnsignedInt(test.pixels()[at + 2]);
            assertThat(image.getRGB(x, y) & 0xffffff).isEqualTo(red << 16 | green << 8 | blue);
          }
        }
      }
    }
  }

  @Test
  void anImageNeverChangesAndNeedNotBeSentTwice() {
    String id = submit(Requests.GOOD);
    Response first = get(id, "3.png");
    assertThat(first.header("Cache-Control")).contains("immutable").contains("max-age=31536000");
    String tag = first.header("ETag");

    given()
        .header("If-None-Match", tag)
        .when()
        .get(path(id, "3.png"))
        .then()
        .statusCode(304)
        .header("ETag", equalTo(tag));
    assertThat(get(id, "3.png?scale=2").header("ETag")).isNotEqualTo(tag);
    assertThat(get(id, "4.png").header("ETag")).isNotEqualTo(tag);
    // the same images of another experiment are the same
    assertThat(get(submit(Requests.GOOD), "3.png").header("ETag")).isEqualTo(tag);
  }

  @Test
  void whatIsNotThereIsRefused() {
    String id = submit(Requests.GOOD);
    for (String name : List.of("20.png", "-1.png", "a.png", "99999999999.png", "..%2f1.png")) {
      when().get(path(id, name)).then().statusCode(404);
    }
    when()
        .get(path(id, "20.png"))
        .then()
        .contentType("application/problem+json")
        .body("detail", equalTo("There is no test sample 20; there are 0 to 19."));
    when().get(path("nowhere", "1.png")).then().statusCode(404);
    for (String scale : List.of("0", "17", "big")) {
      when()
          .get(path(id, "1.png?scale=" + scale))
          .then()
          .statusCode(400)
          .body("errors[0].field", equalTo("scale"))
          .body("errors[0].message", containsString("from 1 to 16"));
    }
  }

  @Test
  void imagesOfADataSetThatIsNotThePlannedAreNotShown() throws Exception {
    Path folder = dataSets.resolve("changing");
    write(folder, 0x112233);
    String id =
        submit(
            Requests.GOOD.replaceFirst(
                "\"dataSet\": \\{[^}]*}",
                "\"dataSet\": {\"name\": \"image-folder\", \"folder\": \"changing\"}"));
    // given other images than those that were planned with, before any was shown
    write(folder, 0x445566);

    when()
        .get(path(id, "0.png"))
        .then()
        .statusCode(409)
        .contentType("application/problem+json")
        .body("detail", containsString("not the one that the experiment was planned with"));
  }

  /** 25 training and 2 test images of each of two classes, with one pixel of this colour. */
  private static void write(Path folder, int colour) throws IOException {
    for (String name : List.of("a", "b")) {
      BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
      image.setRGB(name.equals("a") ? 1 : 2, 3, colour);
      for (int number = 0; number < 25; number++) {
        write(folder.resolve("train").resolve(name), number, image);
      }
      write(folder.resolve("test").resolve(name), 0, image);
      write(folder.resolve("test").resolve(name), 1, image);
    }
  }

  private static void write(Path folder, int number, BufferedImage image) throws IOException {
    Files.createDirectories(folder);
    ImageIO.write(image, "png", folder.resolve(number + ".png").toFile());
  }

  private static Response get(String id, String name) {
    return when()
        .get(path(id, name))
        .then()
        .statusCode(200)
        .contentType("image/png")
        .extract()
        .response();
  }

  private static BufferedImage read(Response response) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(response.asByteArray()));
  }

  private static String path(String id, String name) {
    return "/api/v1/experiments/" + id + "/samples/" + name;
  }

  private static String submit(String request) {
    return Requests.submitted(request).getString("id");
  }
}
