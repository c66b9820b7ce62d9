package io.redismigration.worker.pod.switchover;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.redismigration.migration.model.SwitchedObject;
import io.redismigration.migration.model.SwitchoverSpec;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What is to be changed of each object, and whether it leads to the target. Pure. What it was
 * before is kept on the object itself, once per run: in an annotation, of a Secret in keys of its
 * own.
 *
 * @param runId of the migration
 * @param password of the target, of which only a Secret hears; null: none is wanted
 */
record Repointing(SwitchoverSpec wanted, String runId, byte[] password) {
  /** Names the run, and holds what the object was before. */
  static final String BEFORE = "redismigration.io/before-switchover";

  private static final String KEPT = "before-switchover.";
  private static final String PASSWORD = "password";

  /** An RFC 7386 merge patch; empty: it leads to the target. */
  Map<String, Object> change(SwitchedObject.Ref ref, GenericKubernetesResource seen) {
    if (leadsToTarget(ref, seen)) {
      return Map.of();
    }
    Map<String, Object> change =
        switch (ref.kind()) {
          case "Service" -> service(seen);
          case "EndpointSlice" -> slice(seen);
          case "Secret" -> secret(seen);
          default -> throw new IllegalArgumentException("no object to repoint: " + ref);
        };
    if (!isKept(seen)) {
      change.put(
          "metadata",
          Map.of("annotations", Map.of(BEFORE, Serialization.asJson(before(ref, seen)))));
    }
    return change;
  }

  /** Whether clients that follow it reach the target. */
  boolean leadsToTarget(SwitchedObject.Ref ref, GenericKubernetesResource seen) {
    return switch (ref.kind()) {
      case "Service" ->
          wanted.service().selector().isEmpty()
              ? wanted.service().externalName().equals(seen.get("spec", "externalName"))
              : wanted.service().selector().equals(map(seen.get("spec", "selector")));
      case "EndpointSlice" ->
          Set.copyOf(wanted.endpointSlice().addresses()).equals(addresses(seen))
              && (wanted.endpointSlice().port() == null
                  || ports(seen).stream()
                      .allMatch(port -> wanted.endpointSlice().port().equals(port.get("port"))));
      case "Secret" -> map(seen.get("data")).entrySet().containsAll(data().entrySet());
      default -> throw new IllegalArgumentException("no object to repoint: " + ref);
    };
  }

  /**
   * Who owns what leads its clients, and since when, as far as the object says so. Times are whole
   * seconds there (metav1.Time), so that the latest writer of any field says little.
   */
  String writer(SwitchedObject.Ref ref, GenericKubernetesResource seen) {
    List<ManagedFieldsEntry> writers = seen.getMetadata().getManagedFields();
    return writers == null
        ? "somebody"
        : writers.stream()
            .filter(entry -> entry.getTime() != null && ownsAny(entry, leading(ref, seen)))
            .max(Comparator.comparing(ManagedFieldsEntry::getTime))
            .map(entry -> "%s at %s".formatted(entry.getManager(), entry.getTime()))
            .orElse("somebody");
  }

  /** The fields that lead to something else, as managedFields name them (KEP 555). */
  private List<List<String>> leading(SwitchedObject.Ref ref, GenericKubernetesResource seen) {
    return switch (ref.kind()) {
      case "Service" ->
          List.of(
              List.of(
                  "f:spec",
                  wanted.service().selector().isEmpty() ? "f:externalName" : "f:selector"));
      case "EndpointSlice" -> List.of(List.of("f:endpoints"), List.of("f:ports"));
      case "Secret" ->
          data().entrySet().stream()
              .filter(entry -> !entry.getValue().equals(map(seen.get("data")).get(entry.getKey())))
              .map(entry -> List.of("f:data", "f:" + entry.getKey()))
              .toList();
      default -> throw new IllegalArgumentException("no object to repoint: " + ref);
    };
  }

  private static boolean ownsAny(ManagedFieldsEntry entry, List<List<String>> fields) {
    return fields.stream().anyMatch(field -> owns(entry, field));
  }

  private static boolean owns(ManagedFieldsEntry entry, List<String> field) {
    Object at = entry.getFieldsV1() == null ? null : entry.getFieldsV1().getAdditionalProperties();
    for (String name : field) {
      at = at instanceof Map<?, ?> fields ? fields.get(name) : null;
    }
    return at != null;
  }

  private Map<String, Object> service(GenericKubernetesResource seen) {
    Map<String, Object> spec = new HashMap<>();
    if (wanted.service().selector().isEmpty()) {
      spec.put("externalName", wanted.service().externalName());
    } else {
      Map<String, Object> selector = new HashMap<>();
      map(seen.get("spec", "selector")).keySet().forEach(key -> selector.put(key, null));
      selector.putAll(wanted.service().selector());
      spec.put("selector", selector);
    }
    return changing("spec", spec);
  }

  private Map<String, Object> slice(GenericKubernetesResource seen) {
    Map<String, Object> change =
        changing(
            "endpoints",
            wanted.endpointSlice().addresses().stream()
                .map(
                    address ->
                        Map.of("addresses", List.of(address), "conditions", Map.of("ready", true)))
                .toList());
    if (wanted.endpointSlice().port() != null) {
      List<Map<String, Object>> ports = new ArrayList<>();
      for (Map<String, Object> port : ports(seen)) {
        Map<String, Object> next = new TreeMap<>(port);
        next.put("port", wanted.endpointSlice().port());
        ports.add(next);
      }
      change.put("ports", ports);
    }
    return change;
  }

  private Map<String, Object> secret(GenericKubernetesResource seen) {
    Map<String, Object> data = new HashMap<>(data());
    if (!isKept(seen)) {
      map(seen.get("data"))
          .forEach(
              (key, value) -> {
                if (data().containsKey(key)) {
                  data.put(KEPT + key, value);
                }
              });
    }
    return changing("data", data);
  }

  private Map<String, String> data() {
    Map<String, String> data = new TreeMap<>();
    wanted.secret().set().forEach((key, value) -> data.put(key, encoded(bytes(value))));
    if (password != null) {
      data.put(PASSWORD, encoded(password));
    }
    return data;
  }

  /** A second round must not take the target for what was before. */
  private boolean isKept(GenericKubernetesResource seen) {
    Map<String, String> annotations = seen.getMetadata().getAnnotations();
    String kept = annotations == null ? null : annotations.get(BEFORE);
    return kept != null && kept.contains('"' + runId + '"');
  }

  private Map<String, Object> before(SwitchedObject.Ref ref, GenericKubernetesResource seen) {
    Map<String, Object> before = new TreeMap<>();
    before.put("run", runId);
    switch (ref.kind()) {
      case "Service" -> {
        put(before, "selector", seen.get("spec", "selector"));
        put(before, "externalName", seen.get("spec", "externalName"));
      }
      case "EndpointSlice" -> {
        put(before, "endpoints", seen.get("endpoints"));
        put(before, "ports", seen.get("ports"));
      }
      default -> before.put("keys", KEPT + "*");
    }
    return before;
  }

  private static void put(Map<String, Object> into, String key, Object value) {
    if (value != null) {
      into.put(key, value);
    }
  }

  private static Map<String, Object> changing(String field, Object value) {
    Map<String, Object> change = new HashMap<>();
    change.put(field, value);
    return change;
  }

  private static Set<String> addresses(GenericKubernetesResource slice) {
    return list(slice.get("endpoints")).stream()
        .map(endpoint -> endpoint.get("addresses"))
        .filter(Objects::nonNull)
        .flatMap(addresses -> ((List<?>) addresses).stream())
        .map(String::valueOf)
        .collect(Collectors.toSet());
  }

  private static List<Map<String, Object>> ports(GenericKubernetesResource slice) {
    return list(slice.get("ports"));
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> list(Object value) {
    return value == null ? List.of() : (List<Map<String, Object>>) value;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, String> map(Object value) {
    return value == null ? Map.of() : (Map<String, String>) value;
  }

  private static byte[] bytes(String value) {
    return value.getBytes(StandardCharsets.UTF_8);
  }

  private static String encoded(byte[] value) {
    return Base64.getEncoder().encodeToString(value);
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "Repointing[%s, %s]".formatted(wanted, runId);
  }
}
