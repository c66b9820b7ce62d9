package io.redismigration.api.server;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.redismigration.api.v1alpha1.Phase;
import io.redismigration.api.v1alpha1.RedisMigration;
import io.redismigration.testkit.kubernetes.ApiServer;
import io.redismigration.testkit.kubernetes.CommandFailedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** An API server of the test's own, and requests to it as people's tools send them. */
final class Published implements AutoCloseable {
  static final Path ROOT = Path.of(System.getProperty("project.root"));
  static final Path DEFINITION = ROOT.resolve("crds/redismigrations.redismigration.io.yaml");
  private static final Path TASKS = ROOT.resolve("crds/redismigrationtasks.redismigration.io.yaml");
  private static final Path MANIFESTS = ROOT.resolve("operator/api/src/test/resources/manifests");
  private static final String MIGRATIONS =
      "/apis/redismigration.io/v1alpha1/namespaces/default/redismigrations";
  private static final int UNPROCESSABLE = 422;
  private static final YAMLMapper YAML = new YAMLMapper();

  private final ApiServer server;

  private Published(ApiServer server) {
    this.server = server;
  }

  /** A server without definitions. */
  static Published nothing() {
    return new Published(ApiServer.start());
  }

  /** A server with what {@code crds/} holds. */
  static Published definitions() {
    Published published = nothing();
    try {
      published.define(DEFINITION);
      published.define(TASKS);
      return published;
    } catch (RuntimeException failure) {
      published.close();
      throw failure;
    }
  }

  KubernetesClient client() {
    return server.client();
  }

  String kubectl(String... arguments) {
    return server.kubectl(arguments);
  }

  /** Applies a definition and waits until the server serves it. */
  void define(Path file) {
    kubectl("apply", "--server-side", "--force-conflicts", "-f", file.toString());
    CustomResourceDefinition definition =
        client().getKubernetesSerialization().unmarshal(read(file), CustomResourceDefinition.class);
    client().resource(definition).waitUntilCondition(Published::serves, 30, TimeUnit.SECONDS);
    await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptionsInstanceOf(CommandFailedException.class)
        .until(() -> !kubectl("explain", definition.getSpec().getNames().getPlural()).isEmpty());
  }

  private static boolean serves(CustomResourceDefinition definition) {
    return definition != null
        && definition.getStatus() != null
        && definition.getStatus().getConditions() != null
        && definition.getStatus().getConditions().stream()
            .anyMatch(c -> c.getType().equals("Established") && c.getStatus().equals("True"));
  }

  /** Makes a migration; what the schema does not know is refused, as kubectl has it. */
  JsonNode create(JsonNode manifest, String options) {
    return request("POST", MIGRATIONS + "?fieldValidation=Strict" + options, manifest);
  }

  /** Why the server refuses the manifest; empty: it takes it. Nothing is stored. */
  Optional<String> refusal(JsonNode manifest) {
    return refusalOf(() -> create(manifest, "&dryRun=All"));
  }

  /** Why the server refuses that merge patch of the spec; empty: it takes it. Nothing is stored. */
  Optional<String> refusalOfEdit(String name, JsonNode spec) {
    ObjectNode patch = YAML.createObjectNode();
    patch.set("spec", spec);
    return refusalOf(
        () ->
            client()
                .genericKubernetesResources(
                    RedisMigration.GROUP + "/" + RedisMigration.VERSION, RedisMigration.KIND)
                .inNamespace("default")
                .withName(name)
                .dryRun()
                .patch(PatchContext.of(PatchType.JSON_MERGE), patch.toString()));
  }

  static Optional<String> refusalOf(Runnable request) {
    try {
      request.run();
      return Optional.empty();
    } catch (KubernetesClientException refused) {
      if (refused.getCode() != HttpURLConnection.HTTP_BAD_REQUEST
          && refused.getCode() != UNPROCESSABLE) {
        throw refused;
      }
      return Optional.of(refused.getStatus().getMessage());
    }
  }

  /** Reports a phase, as the operator would. */
  void report(String name, Phase phase) {
    client()
        .resources(RedisMigration.class)
        .inNamespace("default")
        .withName(name)
        .subresource("status")
        .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"status\":{\"phase\":\"" + phase + "\"}}");
  }

  private JsonNode request(String method, String path, JsonNode body) {
    try {
      return YAML.readTree(client().raw(path, method, body));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("the server answers in JSON", impossible);
    }
  }

  /** A manifest of the folder beside these tests. */
  static ObjectNode manifest(String name) {
    return tree(MANIFESTS.resolve(name));
  }

  static ObjectNode tree(Path file) {
    return tree(read(file));
  }

  /** Reads YAML or JSON. */
  static ObjectNode tree(String text) {
    try {
      return (ObjectNode) YAML.readTree(text);
    } catch (JsonProcessingException broken) {
      throw new IllegalArgumentException(text, broken);
    }
  }

  /** Names of the manifests that start so. */
  static List<String> manifests(String prefix) {
    try (var files = Files.list(MANIFESTS)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith(prefix))
          .sorted()
          .toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  static String text(String manifest) {
    return read(MANIFESTS.resolve(manifest));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
