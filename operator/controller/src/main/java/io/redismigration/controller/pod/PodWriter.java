package io.redismigration.controller.pod;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.redismigration.controller.access.AccessRules;
import java.net.HttpURLConnection;

/** Creates and removes pods and the rights they need. */
public final class PodWriter {
  private final KubernetesClient client;

  public PodWriter(KubernetesClient client) {
    this.client = client;
  }

  /**
   * Creates the pod, first the rights it needs; what is there already is left as it is.
   *
   * @return the pod
   * @throws KubernetesClientException if the API server will not have one of them
   */
  public Pod create(Pod pod, AccessRules access) {
    access.all().forEach(this::create);
    return create(pod);
  }

  private <T extends HasMetadata> T create(T object) {
    try {
      return client.resource(object).create();
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
      return client.resource(object).get();
    }
  }

  /** Asks the pod to go; with {@code force} it is forgotten at once. */
  public void remove(String namespace, String pod, boolean force) {
    var found = client.pods().inNamespace(namespace).withName(pod);
    if (force) {
      found.withGracePeriod(0).delete();
    } else {
      found.delete();
    }
  }
}
