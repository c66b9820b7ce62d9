package io.redismigration.controller.pod;

import java.util.List;

/**
 * Where the workers' program comes from.
 *
 * @param reference image of the workers of new tasks
 * @param pullSecrets names of the Secrets, in a migration's namespace, with which the kubelet pulls
 *     it; a missing one hinders nothing if the node has the image or a right to it
 */
public record WorkerImage(String reference, List<String> pullSecrets) {

  public WorkerImage {
    pullSecrets = List.copyOf(pullSecrets);
  }
}
