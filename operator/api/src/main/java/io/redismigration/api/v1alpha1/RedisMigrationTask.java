package io.redismigration.api.v1alpha1;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn.Type;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/**
 * One worker's share of a {@link RedisMigration}: internal, written by nobody but the operator and
 * its workers. Single writer: the worker writes only its Task's status; the operator the Task's
 * spec and the migration's status. Spec and status are null if absent.
 */
@Group(RedisMigration.GROUP)
@Version(RedisMigration.VERSION)
@Kind(RedisMigrationTask.KIND)
@ShortNames("rmtask")
@AdditionalPrinterColumn(name = "Type", jsonPath = ".spec.type", type = Type.STRING)
@AdditionalPrinterColumn(name = "Shard", jsonPath = ".spec.shard", type = Type.STRING)
@AdditionalPrinterColumn(name = "State", jsonPath = ".status.state", type = Type.STRING)
@AdditionalPrinterColumn(name = "Epoch", jsonPath = ".spec.epoch", type = Type.INTEGER)
@AdditionalPrinterColumn(name = "Age", jsonPath = ".metadata.creationTimestamp", type = Type.DATE)
@AdditionalPrinterColumn(name = "Message", jsonPath = ".status.message", type = Type.STRING)
public class RedisMigrationTask
    extends CustomResource<RedisMigrationTaskSpec, RedisMigrationTaskStatus> implements Namespaced {
  /** Kind, as owner references name it. */
  public static final String KIND = "RedisMigrationTask";

  @Override
  protected RedisMigrationTaskSpec initSpec() {
    return null;
  }

  @Override
  protected RedisMigrationTaskStatus initStatus() {
    return null;
  }
}
