package io.redismigration.api.v1alpha1;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn.Type;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/**
 * A live Redis moved to another one: what people write and what they read back. Spec and status are
 * null if absent.
 */
@Group(RedisMigration.GROUP)
@Version(RedisMigration.VERSION)
@Kind(RedisMigration.KIND)
@ShortNames("rmig")
@Categories("redis")
@AdditionalPrinterColumn(name = "Phase", jsonPath = ".status.phase", type = Type.STRING)
@AdditionalPrinterColumn(name = "Full", jsonPath = ".status.progress.percent", type = Type.INTEGER)
@AdditionalPrinterColumn(name = "Lag", jsonPath = ".status.shards[0].lag", type = Type.STRING)
@AdditionalPrinterColumn(
    name = "Source keys",
    jsonPath = ".status.keys.source",
    type = Type.INTEGER)
@AdditionalPrinterColumn(
    name = "Target keys",
    jsonPath = ".status.keys.target",
    type = Type.INTEGER)
@AdditionalPrinterColumn(
    name = "Verified",
    jsonPath = ".status.verification.state",
    type = Type.STRING)
@AdditionalPrinterColumn(name = "Age", jsonPath = ".metadata.creationTimestamp", type = Type.DATE)
@AdditionalPrinterColumn(
    name = "Source",
    jsonPath = ".spec.source.endpoints[0]",
    type = Type.STRING,
    priority = 1)
@AdditionalPrinterColumn(
    name = "Target",
    jsonPath = ".spec.target.endpoints[0]",
    type = Type.STRING,
    priority = 1)
@AdditionalPrinterColumn(
    name = "Message",
    jsonPath = ".status.message",
    type = Type.STRING,
    priority = 1)
public class RedisMigration extends CustomResource<RedisMigrationSpec, RedisMigrationStatus>
    implements Namespaced {
  /** API group. */
  public static final String GROUP = "redismigration.io";

  /** API version. */
  public static final String VERSION = "v1alpha1";

  /**
   * Version of the published schema: raised with every change of it, carried by the definition in
   * the annotation {@link #SCHEMA_VERSION_ANNOTATION}. An operator needs one as high as its own.
   */
  public static final int SCHEMA_VERSION = 1;

  /** Where a CustomResourceDefinition says which schema it carries. */
  public static final String SCHEMA_VERSION_ANNOTATION = "redismigration.io/schema-version";

  /** Kind, as manifests name it. */
  public static final String KIND = "RedisMigration";

  @Override
  protected RedisMigrationSpec initSpec() {
    return null;
  }

  @Override
  protected RedisMigrationStatus initStatus() {
    return null;
  }
}
