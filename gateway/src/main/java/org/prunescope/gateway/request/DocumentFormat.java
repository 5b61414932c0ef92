package org.prunescope.gateway.request;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** How a request is written. */
public enum DocumentFormat {
  JSON {
    @Override
    JsonParser parser(byte[] document) throws IOException {
      return JSON_MAPPER.createParser(document);
    }
  },
  YAML {
    @Override
    JsonParser parser(byte[] document) throws IOException {
      return new WithoutAliases(YAML_FACTORY.createParser(document));
    }
  };

  private static final JsonMapper JSON_MAPPER =
      JsonMapper.builder()
          // NaN is no JSON, but the record that refuses it can say which field held it.
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .build();

  private static final YAMLFactory YAML_FACTORY =
      YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  abstract JsonParser parser(byte[] document) throws IOException;

  /** An alias would be read as a text of its name. */
  private static final class WithoutAliases extends JsonParserDelegate {
    private final YAMLParser yaml;

    WithoutAliases(YAMLParser yaml) {
      super(yaml);
      this.yaml = yaml;
    }

    @Override
    public @Nullable JsonToken nextToken() throws IOException {
      JsonToken token = yaml.nextToken();
      if (yaml.isCurrentAlias()) {
        throw new JsonParseException(yaml, "an alias, *%s, is not known here".formatted(getText()));
      }
      return token;
    }
  }
}
