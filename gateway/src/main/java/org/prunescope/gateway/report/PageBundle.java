package org.prunescope.gateway.report;

import io.quarkiverse.web.bundler.runtime.Bundle;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The page's script and style sheet, as they were bundled. */
@ApplicationScoped
class PageBundle {
  private static final String NAME = "app";

  private final Bundle bundle;

  PageBundle(Bundle bundle) {
    this.bundle = bundle;
  }

  String script() throws IOException {
    return read(bundle.script(NAME));
  }

  String style() throws IOException {
    return read(bundle.style(NAME));
  }

  private static String read(@Nullable String address) throws IOException {
    String resource = "META-INF/resources" + address;
    try (InputStream content =
        Thread.currentThread().getContextClassLoader().getResourceAsStream(resource)) {
      if (content == null) {
        throw new IOException("the gateway was built without its page: no " + resource);
      }
      return new String(content.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
