package io.redismigration.controller.health;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.redismigration.api.v1alpha1.RedisMigration;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Compares the cluster's CRDs with this operator's own. An API server drops fields that its CRD
 * does not know, and with them what the operator remembers: on older CRDs it must not work at all.
 */
public final class CrdAge {
  private static final List<String> NAMES =
      List.of("redismigrations.redismigration.io", "redismigrationtasks.redismigration.io");
  private static final String FOLDER = "/io/redismigration/controller/crds/";
  private static final int MOST_NAMED = 3;

  private final KubernetesClient client;

  public CrdAge(KubernetesClient client) {
    this.client = client;
  }

  /**
   * What is wrong with the cluster's CRDs and how to mend it; empty: nothing.
   *
   * @throws KubernetesClientException if the API server does not answer
   */
  public Optional<String> tooOld() {
    return NAMES.stream().flatMap(name -> tooOld(name).stream()).findFirst();
  }

  private Optional<String> tooOld(String name) {
    CustomResourceDefinition found;
    try {
      found = client.apiextensions().v1().customResourceDefinitions().withName(name).get();
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
        return Optional.of(
            "the operator may not read CRD %s: grant it get on it, as the chart does"
                .formatted(name));
      }
      throw e;
    }
    if (found == null) {
      return Optional.of("CRD %s is missing; %s".formatted(name, command(name)));
    }
    List<String> missing = missing(own(name), found);
    return missing.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "CRD %s is older than this operator: it lacks %s%s; %s"
                .formatted(
                    name,
                    String.join(", ", missing.subList(0, Math.min(MOST_NAMED, missing.size()))),
                    missing.size() > MOST_NAMED
                        ? " and %d more fields".formatted(missing.size() - MOST_NAMED)
                        : "",
                    command(name)));
  }

  private static String command(String name) {
    return "run: kubectl apply --server-side --force-conflicts -f crds/%s.yaml".formatted(name);
  }

  /** The CRD this operator was built with. */
  static CustomResourceDefinition own(String name) {
    try (InputStream yaml = CrdAge.class.getResourceAsStream(FOLDER + name + ".yaml")) {
      if (yaml == null) {
        throw new IllegalStateException("CRD %s is not part of this build".formatted(name));
      }
      return Serialization.unmarshal(yaml, CustomResourceDefinition.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Paths of fields that {@code own} has and {@code found} has not. */
  static List<String> missing(CustomResourceDefinition own, CustomResourceDefinition found) {
    TreeSet<String> paths = paths(own);
    paths.removeAll(paths(found));
    return List.copyOf(paths);
  }

  private static TreeSet<String> paths(CustomResourceDefinition crd) {
    TreeSet<String> paths = new TreeSet<>();
    crd.getSpec().getVersions().stream()
        .filter(version -> RedisMigration.VERSION.equals(version.getName()))
        .map(CustomResourceDefinitionVersion::getSchema)
        .forEach(schema -> add(schema.getOpenAPIV3Schema(), "", paths));
    return paths;
  }

  private static void add(JSONSchemaProps schema, String path, TreeSet<String> into) {
    if (schema == null) {
      return;
    }
    if (schema.getProperties() != null) {
      schema
          .getProperties()
          .forEach(
              (name, child) -> {
                String below = path.isEmpty() ? name : path + "." + name;
                into.add(below);
                add(child, below, into);
              });
    }
    Stream.of(
            schema.getItems() == null ? null : schema.getItems().getSchema(),
            schema.getAdditionalProperties() == null
                ? null
                : schema.getAdditionalProperties().getSchema())
        .forEach(child -> add(child, path + "[]", into));
  }
}
