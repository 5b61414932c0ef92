package org.prunescope.deployment;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The secrets that are there once a person has done what k8s/README.md says, and their keys. */
final class Secrets {
  private static final Pattern CREATED =
      Pattern.compile("create secret generic (\\S+)((?:\\s+(?:\\\\\\s+)?--\\S+)+)");
  private static final Pattern KEY = Pattern.compile("--from-literal=([^=\\s]+)=");

  private Secrets() {}

  static Map<String, Set<String>> of(Overlay overlay) {
    Map<String, Set<String>> secrets = new TreeMap<>();
    Matcher created = CREATED.matcher(Checkout.text("k8s/README.md"));
    while (created.find()) {
      Set<String> keys = new TreeSet<>();
      Matcher key = KEY.matcher(created.group(2));
      while (key.find()) {
        keys.add(key.group(1));
      }
      secrets.put(created.group(1), keys);
    }
    // What the operators make.
    for (Manifest user : overlay.ofKind("KafkaUser")) {
      secrets.put(user.name(), Set.of("password", "sasl.jaas.config"));
    }
    for (Manifest kafka : overlay.ofKind("Kafka")) {
      secrets.put(kafka.name() + "-cluster-ca-cert", Set.of("ca.crt", "ca.p12", "ca.password"));
    }
    for (Manifest cluster : overlay.ofKind("Cluster")) {
      secrets.put(cluster.name() + "-ca", Set.of("ca.crt", "ca.key"));
    }
    return secrets;
  }
}
