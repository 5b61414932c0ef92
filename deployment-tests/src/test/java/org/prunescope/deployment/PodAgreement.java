package org.prunescope.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Pods: what they are told, what they take from the cluster, what they are asked, what they may.
 */
final class PodAgreement {
  private final Overlay overlay;
  private final Pod pod;
  private final List<String> complaints = new ArrayList<>();

  private PodAgreement(Overlay overlay, Pod pod) {
    this.overlay = overlay;
    this.pod = pod;
  }

  static List<String> complaints(Overlay overlay) {
    List<String> complaints = new ArrayList<>();
    for (Service service : Service.values()) {
      if (overlay.find("Deployment", service.shortName()).isEmpty()) {
        complaints.add("there is no Deployment of the " + service.shortName());
      }
    }
    for (Pod pod : overlay.pods()) {
      PodAgreement agreement = new PodAgreement(overlay, pod);
      pod.service()
          .ifPresentOrElse(agreement::check, () -> agreement.complain("is no service of ours"));
      complaints.addAll(agreement.complaints);
    }
    return complaints;
  }

  private void check(Service service) {
    complaints.addAll(Told.complaints(pod.deployment().toString(), service, pod.environment()));
    checkFolders();
    checkImage(service);
    checkPort();
    checkProbes(service);
    checkReferences();
    checkSecurity();
  }

  private void checkFolders() {
    pod.environment()
        .forEach(
            (name, value) -> {
              if (name.endsWith("_FOLDER") && !mountPaths().contains(value)) {
                complain("%s is %s, where nothing is mounted", name, value);
              }
            });
    mountPaths().stream()
        .filter(path -> Stream.of("/tmp", "/artifacts", "/data-sets").anyMatch(path::equals))
        .forEach(
            path -> {
              boolean readOnly =
                  Manifest.list(pod.container().path("volumeMounts")).stream()
                      .filter(mount -> mount.path("mountPath").asText().equals(path))
                      .allMatch(mount -> mount.path("readOnly").asBoolean());
              if (readOnly != path.equals("/data-sets")) {
                complain("%s is %s", path, readOnly ? "read-only" : "writable");
              }
            });
  }

  private List<String> mountPaths() {
    return Manifest.list(pod.container().path("volumeMounts")).stream()
        .map(mount -> mount.path("mountPath").asText())
        .toList();
  }

  private void checkImage(Service service) {
    String image = pod.container().path("image").asText();
    String version =
        Objects.requireNonNull(System.getProperty("project.version")).replace("-SNAPSHOT", "");
    boolean onGpu = pod.environment().containsValue("gpu");
    String expected =
        "prunescope/%s%s:%s".formatted(service.shortName(), onGpu ? "-gpu" : "", version);
    if (!image.equals(expected)) {
      complain("its image is %s, not %s", image, expected);
    }
    if (!Images.targets().contains(service.shortName())) {
      complain("the Dockerfile has no target %s", service.shortName());
    }
    if (onGpu != pod.container().at("/resources/limits").has("nvidia.com/gpu")) {
      complain("it is told to compute on a GPU, or is given one, and not both");
    }
  }

  private void checkPort() {
    String told = pod.environment().getOrDefault("QUARKUS_HTTP_PORT", "none");
    String open = pod.container().at("/ports/0/containerPort").asText();
    if (!open.equals(told)) {
      complain("its port is %s, and QUARKUS_HTTP_PORT %s", open, told);
    }
  }

  private void checkProbes(Service service) {
    Set<String> paths = Health.paths(service);
    for (String probe : List.of("startupProbe", "readinessProbe", "livenessProbe")) {
      JsonNode asked = pod.container().path(probe).path("httpGet");
      if (!paths.contains(asked.path("path").asText())) {
        complain("its %s asks %s, which is none of %s", probe, asked.path("path"), paths);
      }
      if (!asked.path("port").asText().equals(pod.container().at("/ports/0/name").asText())) {
        complain("its %s asks at port %s", probe, asked.path("port"));
      }
    }
  }

  private void checkReferences() {
    Map<String, Set<String>> secrets = Secrets.of(overlay);
    for (JsonNode from : pod.container().path("envFrom")) {
      require("ConfigMap", from.at("/configMapRef/name").asText());
    }
    for (JsonNode variable : pod.container().path("env")) {
      JsonNode secret = variable.at("/valueFrom/secretKeyRef");
      if (!secret.isMissingNode()) {
        requireKey(secrets, secret.path("name").asText(), secret.path("key").asText());
      }
    }
    for (JsonNode volume : pod.spec().path("volumes")) {
      if (volume.has("persistentVolumeClaim")) {
        require("PersistentVolumeClaim", volume.at("/persistentVolumeClaim/claimName").asText());
      }
      for (JsonNode item : volume.at("/secret/items")) {
        requireKey(secrets, volume.at("/secret/secretName").asText(), item.path("key").asText());
      }
    }
    require("ServiceAccount", pod.spec().path("serviceAccountName").asText());
  }

  private void require(String kind, String name) {
    if (overlay.find(kind, name).isEmpty()) {
      complain("there is no %s %s", kind, name);
    }
  }

  private void requireKey(Map<String, Set<String>> secrets, String name, String key) {
    if (!secrets.getOrDefault(name, Set.of()).contains(key)) {
      complain("nobody makes a Secret %s with a key %s", name, key);
    }
  }

  private void checkSecurity() {
    JsonNode container = pod.container();
    boolean isRestricted =
        pod.spec().at("/securityContext/runAsNonRoot").asBoolean()
            && pod.spec()
                .at("/securityContext/seccompProfile/type")
                .asText()
                .equals("RuntimeDefault")
            && !pod.spec().path("automountServiceAccountToken").asBoolean(true)
            && container.at("/securityContext/readOnlyRootFilesystem").asBoolean()
            && !container.at("/securityContext/allowPrivilegeEscalation").asBoolean(true)
            && Manifest.texts(container.at("/securityContext/capabilities/drop"))
                .equals(List.of("ALL"));
    if (!isRestricted) {
      complain("it may more than it needs");
    }
    if (!container.at("/resources/requests").has("cpu")
        || !container.at("/resources/limits").has("memory")) {
      complain("it asks for no processor, or has no limit of memory");
    }
    if (pod.mountPathOf("tmp").filter("/tmp"::equals).isEmpty()) {
      complain("there is no /tmp that it may write to");
    }
  }

  @SuppressWarnings("AnnotateFormatMethod") // the annotation would be one more dependency
  private void complain(String complaint, Object... parts) {
    complaints.add(pod.deployment() + ": " + complaint.formatted(parts));
  }
}
