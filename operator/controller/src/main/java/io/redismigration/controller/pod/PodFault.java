package io.redismigration.controller.pod;

import io.redismigration.migration.model.Labels;

/**
 * What keeps a worker from working, each with what to do about it. The constant's label is the
 * reason of conditions and events and never changes.
 */
public enum PodFault {
  IMAGE_PULL_FAILED(
      "make the image available to the nodes, or correct the operator's WORKER_IMAGE"),
  CREATE_CONTAINER_CONFIG_ERROR("see the pod's events"),
  UNSCHEDULABLE("free a node, or change spec.worker.nodeSelector, tolerations or resources"),
  VOLUME_UNAVAILABLE("see the pod's events and spec.worker.spool.storageClassName"),
  QUOTA_EXCEEDED("raise the namespace's quota, or lower spec.worker.resources"),
  ADMISSION_REFUSED("let the namespace admit the pod, or change spec.worker"),
  NAMESPACE_TERMINATING("nothing can be created in a namespace that is being deleted"),
  OOM_KILLED("raise spec.worker.resources.limits.memory"),
  CRASH_LOOP("look into the pod's log"),
  EVICTED("give the node more room, or raise spec.worker.resources.requests"),
  NODE_LOST("look after the node"),
  WORKER_EXITED("look into the pod's log"),
  POD_GONE("none: a new pod continues"),
  WORKER_SILENT("see whether the pod reaches the API server");

  private final String remedy;

  PodFault(String remedy) {
    this.remedy = remedy;
  }

  /** CamelCase word for conditions and events. */
  public String reason() {
    return this == OOM_KILLED ? "OOMKilled" : Labels.of(this);
  }

  /** What the user may do. */
  public String remedy() {
    return remedy;
  }
}
