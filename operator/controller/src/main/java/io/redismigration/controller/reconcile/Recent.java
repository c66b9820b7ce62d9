package io.redismigration.controller.reconcile;

import io.fabric8.kubernetes.api.model.Pod;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.redismigration.api.v1alpha1.RedisMigration;
import io.redismigration.api.v1alpha1.RedisMigrationTask;

/** Puts what was just written into the caches, ahead of the API server's own word. */
record Recent(
    InformerEventSource<RedisMigrationTask, RedisMigration> tasks,
    InformerEventSource<Pod, RedisMigration> pods) {

  void written(RedisMigrationTask created) {
    tasks.handleRecentResourceCreate(ResourceID.fromResource(created), created);
  }

  void written(RedisMigrationTask updated, RedisMigrationTask before) {
    tasks.handleRecentResourceUpdate(ResourceID.fromResource(updated), updated, before);
  }

  void written(Pod created) {
    pods.handleRecentResourceCreate(ResourceID.fromResource(created), created);
  }
}
