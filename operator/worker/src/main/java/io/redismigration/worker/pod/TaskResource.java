package io.redismigration.worker.pod;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.redismigration.api.v1alpha1.RedisMigrationTask;
import io.redismigration.api.v1alpha1.RedisMigrationTaskStatus;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.util.Optional;

/**
 * The one resource this process works for. A status is written whole, by a JSON patch with tests,
 * so that nothing of an older report stays and nobody else's is overwritten.
 */
final class TaskResource {
  private static final int UNPROCESSABLE = 422;
  private static final PatchContext PATCH =
      new PatchContext.Builder()
          .withPatchType(PatchType.JSON)
          .withFieldManager("redis-migration-worker")
          .build();

  private final KubernetesClient client;
  private final String namespace;
  private final String name;

  TaskResource(KubernetesClient client, String namespace, String name) {
    this.client = client;
    this.namespace = namespace;
    this.name = name;
  }

  String name() {
    return name;
  }

  private Resource<RedisMigrationTask> resource() {
    return client.resources(RedisMigrationTask.class).inNamespace(namespace).withName(name);
  }

  /**
   * Reads it now.
   *
   * @return empty: there is none
   * @throws IOException if the API server does not answer, or denies it
   */
  Optional<RedisMigrationTask> read() throws IOException {
    try {
      return Optional.ofNullable(resource().get());
    } catch (KubernetesClientException e) {
      throw failure(e);
    }
  }

  /** Tells every change of it, on a thread of the client, until the informer is closed. */
  SharedIndexInformer<RedisMigrationTask> watch(ResourceEventHandler<RedisMigrationTask> handler) {
    SharedIndexInformer<RedisMigrationTask> informer = resource().runnableInformer(0);
    informer.addEventHandler(handler);
    informer.exceptionHandler((started, failure) -> true);
    informer.start();
    return informer;
  }

  /**
   * Writes the status only if nothing of the resource changed since it was seen.
   *
   * @return empty: something did
   */
  Optional<RedisMigrationTask> claim(RedisMigrationTask seen, RedisMigrationTaskStatus status)
      throws IOException {
    ArrayNode patch = patch(seen, status);
    patch
        .insertObject(0)
        .put("op", "test")
        .put("path", "/metadata/resourceVersion")
        .put("value", seen.getMetadata().getResourceVersion());
    try {
      return Optional.of(send(seen, patch));
    } catch (KubernetesClientException e) {
      if (isRefused(e)) {
        if (unchanged(seen)) {
          throw new IOException("the API server refuses the report: " + e.getMessage(), e);
        }
        return Optional.empty();
      }
      throw failure(e);
    }
  }

  private boolean unchanged(RedisMigrationTask seen) throws IOException {
    return read()
        .filter(
            now ->
                now.getMetadata()
                    .getResourceVersion()
                    .equals(seen.getMetadata().getResourceVersion()))
        .isPresent();
  }

  /**
   * Writes the status of a claimed task.
   *
   * @return the resource as it is now, the order in force included
   * @throws TaskGoneException if it, or its namespace, was deleted
   * @throws TaskTakenException if another container has claimed it
   * @throws AccessLostException if this pod may not write it any more
   * @throws IOException if the API server does not answer
   */
  RedisMigrationTask write(RedisMigrationTask claimed, RedisMigrationTaskStatus status)
      throws IOException {
    ArrayNode patch = patch(claimed, status);
    patch
        .insertObject(0)
        .put("op", "test")
        .put("path", "/status/incarnation")
        .put("value", status.incarnation());
    try {
      return send(claimed, patch);
    } catch (KubernetesClientException e) {
      if (isRefused(e)) {
        throw refused(claimed, status, e);
      }
      throw failure(e);
    }
  }

  private static boolean isRefused(KubernetesClientException e) {
    return e.getCode() == UNPROCESSABLE || e.getCode() == HttpURLConnection.HTTP_CONFLICT;
  }

  private ArrayNode patch(RedisMigrationTask seen, RedisMigrationTaskStatus status) {
    ArrayNode patch = JsonNodeFactory.instance.arrayNode();
    patch
        .addObject()
        .put("op", "test")
        .put("path", "/metadata/uid")
        .put("value", seen.getMetadata().getUid());
    patch
        .addObject()
        .put("op", "add")
        .put("path", "/status")
        .set(
            "value",
            client
                .getKubernetesSerialization()
                .convertValue(status, com.fasterxml.jackson.databind.JsonNode.class));
    return patch;
  }

  private RedisMigrationTask send(RedisMigrationTask seen, ArrayNode patch) {
    return client
        .resources(RedisMigrationTask.class)
        .inNamespace(namespace)
        .resource(seen)
        .subresource("status")
        .patch(PATCH, patch.toString());
  }

  private IOException refused(
      RedisMigrationTask claimed, RedisMigrationTaskStatus status, KubernetesClientException e)
      throws IOException {
    RedisMigrationTask now = read().orElseThrow(() -> new TaskGoneException(name));
    if (!now.getMetadata().getUid().equals(claimed.getMetadata().getUid())) {
      return new TaskGoneException(name);
    }
    String by = now.getStatus() == null ? null : now.getStatus().incarnation();
    return status.incarnation().equals(by)
        ? new IOException("the API server refuses the report: " + e.getMessage(), e)
        : new TaskTakenException(by);
  }

  private IOException failure(KubernetesClientException e) {
    return switch (e.getCode()) {
      case HttpURLConnection.HTTP_NOT_FOUND -> new TaskGoneException(name);
      case HttpURLConnection.HTTP_FORBIDDEN, HttpURLConnection.HTTP_UNAUTHORIZED ->
          new AccessLostException(e);
      default -> new IOException("the API server does not answer: " + e.getMessage(), e);
    };
  }
}
