package io.redismigration.testkit.kubernetes;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/**
 * A namespace of one test. In a field with {@code @RegisterExtension} as well as
 * {@code @AutoClose}, it adds to a failure what its pods and their logs say.
 */
public final class TestNamespace implements AutoCloseable, TestExecutionExceptionHandler {

  private static final int SUFFIX = 6;

  private final KubernetesClient client;
  private final String name;

  private TestNamespace(KubernetesClient client, String name) {
    this.client = client;
    this.name = name;
  }

  static TestNamespace create(KubernetesClient client, String prefix, PodSecurity enforced) {
    String suffix = UUID.randomUUID().toString().toLowerCase(Locale.ROOT).substring(0, SUFFIX);
    String name = prefix + "-" + suffix;
    client
        .namespaces()
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName(name)
                .withLabels(enforced.labels())
                .endMetadata()
                .build())
        .create();
    return new TestNamespace(client, name);
  }

  /** Its name. */
  public String name() {
    return name;
  }

  /** What happened in it: state, events and logs of its pods, previous containers' too. */
  public String report() {
    return new NamespaceReport(client, name).text();
  }

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    failure.addSuppressed(new ClusterState(report()));
    throw failure;
  }

  /** Deletes it, if it is there; does not wait until it is gone. */
  @Override
  public void close() {
    client.namespaces().withName(name).delete();
  }

  @Override
  public String toString() {
    return name;
  }

  /** Carries the report into the test's failure. */
  private static final class ClusterState extends Exception {

    ClusterState(String report) {
      super(report, null, false, false);
    }
  }
}
