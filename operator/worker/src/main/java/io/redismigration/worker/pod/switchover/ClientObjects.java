package io.redismigration.worker.pod.switchover;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.redismigration.migration.model.SwitchedObject;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The objects at the API server, with the rights of the pod's ServiceAccount. */
final class ClientObjects {
  private static final int UNPROCESSABLE = 422;
  private static final String WRITER = "redis-migration-switchover";

  private final KubernetesClient client;
  private final String namespace;

  ClientObjects(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  /**
   * The object as it is now.
   *
   * @throws RefusedException if it is not there, or must not be read
   * @throws IOException if the API server does not answer
   */
  GenericKubernetesResource read(SwitchedObject.Ref ref) throws IOException, RefusedException {
    try {
      GenericKubernetesResource found =
          client
              .genericKubernetesResources(kind(ref))
              .inNamespace(namespace)
              .withName(ref.name())
              .get();
      if (found == null) {
        throw new RefusedException("is not there");
      }
      return found;
    } catch (KubernetesClientException e) {
      throw failure(e, "get");
    }
  }

  /**
   * Changes it, or only asks whether it could be: rights, schema and admission are all asked.
   *
   * @param change an RFC 7386 merge patch
   * @throws RefusedException if it must not be
   * @throws IOException if the API server does not answer
   */
  void patch(
      SwitchedObject.Ref ref,
      GenericKubernetesResource seen,
      Map<String, Object> change,
      boolean really)
      throws IOException, RefusedException {
    PatchContext.Builder how =
        new PatchContext.Builder().withPatchType(PatchType.JSON_MERGE).withFieldManager(WRITER);
    if (!really) {
      how.withDryRun(List.of("All"));
    }
    try {
      client
          .genericKubernetesResources(kind(ref))
          .inNamespace(namespace)
          .resource(seen)
          .patch(how.build(), Serialization.asJson(change));
    } catch (KubernetesClientException e) {
      throw failure(e, "patch");
    }
  }

  private static IOException failure(KubernetesClientException e, String verb)
      throws RefusedException {
    switch (e.getCode()) {
      case HttpURLConnection.HTTP_NOT_FOUND -> throw new RefusedException("is not there");
      case HttpURLConnection.HTTP_FORBIDDEN ->
          throw new RefusedException(
              "may not be reached with %s by this ServiceAccount, or admission refuses it"
                  .formatted(verb));
      case HttpURLConnection.HTTP_BAD_REQUEST, UNPROCESSABLE ->
          throw new RefusedException("is refused: " + said(e));
      default -> {
        return new IOException("the API server does not answer: " + said(e), e);
      }
    }
  }

  /** A Secret's values never are part of a status. */
  private static String said(KubernetesClientException e) {
    return e.getStatus() == null || e.getStatus().getReason() == null
        ? "code " + e.getCode()
        : e.getStatus().getReason();
  }

  private static ResourceDefinitionContext kind(SwitchedObject.Ref ref) {
    boolean slice = ref.kind().equals("EndpointSlice");
    return new ResourceDefinitionContext.Builder()
        .withGroup(slice ? "discovery.k8s.io" : "")
        .withVersion("v1")
        .withKind(ref.kind())
        .withPlural(ref.kind().toLowerCase(Locale.ROOT) + "s")
        .withNamespaced(true)
        .build();
  }
}
