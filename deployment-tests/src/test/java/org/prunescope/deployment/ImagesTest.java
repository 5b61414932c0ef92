package org.prunescope.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ImagesTest {
  @ParameterizedTest
  @EnumSource
  void startEachServiceAsTheLaptopDoes(Service service) {
    String file = Checkout.text("Dockerfile");

    assertThat(Images.targets()).contains(service.shortName(), "topics", "cpu", "gpu");
    assertThat(file)
        .contains(
            "COPY --from=build /source/%s/target/quarkus-app service/".formatted(service.module()))
        .contains(
            "ENTRYPOINT [\"./start-service\", \"%s\", \"-jar\", \"service/quarkus-run.jar\"]"
                .formatted(service.shortName()));
    assertThat(Images.environment(service.shortName()).keySet())
        .filteredOn(name -> !name.equals("PATH"))
        .allMatch(service::isTold);
  }
}
