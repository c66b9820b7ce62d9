package io.redismigration.cli.manifest;

import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import java.util.Map;

/**
 * The part of a manifest's metadata that is read, beside the fields a cluster writes there, which
 * are allowed so that the output of {@code kubectl get -o yaml} is a manifest too.
 */
record Metadata(
    @Required @Pattern("^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$") @Size(max = 63) String name,
    @Pattern("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$") @Size(max = 63) String namespace,
    Map<String, String> labels,
    Map<String, String> annotations) {

  /** Written by a cluster and without meaning here. */
  static final List<String> WRITTEN_BY_A_CLUSTER =
      List.of(
          "uid",
          "resourceVersion",
          "generation",
          "creationTimestamp",
          "deletionTimestamp",
          "deletionGracePeriodSeconds",
          "finalizers",
          "ownerReferences",
          "managedFields",
          "selfLink");
}
