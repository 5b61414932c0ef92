package org.prunescope.gateway.report;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A report as one HTML file that needs nothing else: the record, and the page's script and style
 * sheet, which draw it. Its policy lets it run these two alone and load nothing.
 */
@ApplicationScoped
public class ReportFile {
  private static final String TAIL =
      """
      </script>
      </body>
      </html>
      """;

  private final PageBundle bundle;
  private final ObjectMapper json;

  ReportFile(PageBundle bundle, ObjectMapper json) {
    this.bundle = bundle;
    this.json = json;
  }

  /** Writes the file. */
  public void write(ReportRecord record, OutputStream out) throws IOException {
    out.write(head(record).getBytes(StandardCharsets.UTF_8));
    json.writer()
        .with(new InsideScript())
        .without(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
        .writeValue(out, record);
    out.write(TAIL.getBytes(StandardCharsets.UTF_8));
  }

  private String head(ReportRecord record) throws IOException {
    String script = bundle.script();
    String style = bundle.style();
    return """
    <!doctype html>
    <html lang="en" class="report">
    <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src '%s'; \
    style-src '%s'; img-src data: blob:; base-uri 'none'; form-action 'none'">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light">
    <meta name="generator" content="Prunescope %s">
    <title>%s</title>
    <style>%s</style>
    </head>
    <body>
    <prune-report></prune-report>
    <noscript>The report draws its figures with JavaScript, which is turned off here.</noscript>
    <script type="module">%s</script>
    <script type="application/json" id="record">\
    """
        .formatted(
            digest(script),
            digest(style),
            asText(record.version()),
            asText(record.status().name()),
            style,
            script);
  }

  /** What the policy knows a script or a style sheet by. */
  private static String digest(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return "sha256-" + Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static String asText(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }

  /** No text of a person's ends the script that the record stands in, or opens another. */
  private static final class InsideScript extends CharacterEscapes {
    private static final long serialVersionUID = 1L;

    @Override
    public int[] getEscapeCodesForAscii() {
      int[] codes = standardAsciiEscapesForJSON();
      codes['<'] = ESCAPE_STANDARD;
      return codes;
    }

    @Override
    public @Nullable SerializableString getEscapeSequence(int character) {
      return null;
    }
  }
}
