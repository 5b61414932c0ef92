package org.prunescope.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * The users of a manifest for Strimzi, with the rights that it gives each, made on a Kafka as
 * Strimzi's operator makes them.
 */
final class KafkaUsers {
  private static final int ITERATIONS = 4096;

  private KafkaUsers() {}

  /**
   * Makes them all.
   *
   * @param passwords by user; whoever has none is an error
   */
  static void create(Path manifest, Admin admin, Map<String, String> passwords) {
    List<UserScramCredentialUpsertion> credentials = new ArrayList<>();
    List<AclBinding> rights = new ArrayList<>();
    for (JsonNode user : documents(manifest)) {
      String name = user.required("metadata").required("name").asText();
      if (!passwords.containsKey(name)) {
        throw new AssertionError("the user %s has no password".formatted(name));
      }
      credentials.add(
          new UserScramCredentialUpsertion(
              name,
              new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, ITERATIONS),
              passwords.get(name)));
      user.at("/spec/authorization/acls").forEach(rule -> rights.addAll(rights(name, rule)));
    }
    try {
      admin.alterUserScramCredentials(List.copyOf(credentials)).all().get();
      admin.createAcls(rights).all().get();
    } catch (ExecutionException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static List<JsonNode> documents(Path manifest) {
    YAMLMapper yaml = new YAMLMapper();
    try (var parser = yaml.getFactory().createParser(manifest.toFile())) {
      return yaml.<JsonNode>readValues(parser, JsonNode.class).readAll();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Collection<AclBinding> rights(String user, JsonNode rule) {
    JsonNode resource = rule.required("resource");
    ResourcePattern pattern =
        new ResourcePattern(
            switch (resource.required("type").asText()) {
              case "transactionalId" -> ResourceType.TRANSACTIONAL_ID;
              case String type -> ResourceType.fromString(type);
            },
            resource.required("name").asText(),
            switch (resource.required("patternType").asText()) {
              case "prefix" -> PatternType.PREFIXED;
              case String type -> PatternType.fromString(type.toUpperCase(Locale.ROOT));
            });
    Map<AclOperation, AclBinding> rights = new HashMap<>();
    for (JsonNode operation : rule.required("operations")) {
      AclOperation one = operation(operation.asText());
      rights.put(
          one,
          new AclBinding(
              pattern, new AccessControlEntry("User:" + user, "*", one, AclPermissionType.ALLOW)));
    }
    return rights.values();
  }

  private static AclOperation operation(String name) {
    return switch (name) {
      case "DescribeConfigs" -> AclOperation.DESCRIBE_CONFIGS;
      default -> AclOperation.fromString(name);
    };
  }
}
