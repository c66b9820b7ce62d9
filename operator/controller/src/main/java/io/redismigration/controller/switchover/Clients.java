package io.redismigration.controller.switchover;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.authorization.v1.LocalSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.LocalSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.redismigration.migration.checks.SwitchoverFacts;
import io.redismigration.migration.model.SwitchedObject;
import io.redismigration.migration.model.SwitchoverSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Looks at the objects that clients follow, in the migration's namespace. */
public final class Clients {
  private final KubernetesClient client;

  public Clients(KubernetesClient client) {
    this.client = client;
  }

  /** What is to be seen of them now. */
  public SwitchoverFacts look(String namespace, SwitchoverSpec wanted) {
    String account = wanted.serviceAccountName();
    List<SwitchoverFacts.Of> objects = new ArrayList<>();
    if (wanted.secret() != null) {
      objects.add(of("Secret", wanted.secret().name(), namespace, account, null, null));
    }
    if (wanted.endpointSlice() != null) {
      objects.add(slice(namespace, account, wanted.endpointSlice()));
    }
    if (wanted.service() != null) {
      objects.add(service(namespace, account, wanted.service()));
    }
    boolean found = client.serviceAccounts().inNamespace(namespace).withName(account).get() != null;
    return new SwitchoverFacts(found, objects);
  }

  private SwitchoverFacts.Of service(
      String namespace, String account, SwitchoverSpec.OfService wanted) {
    Service found = client.services().inNamespace(namespace).withName(wanted.name()).get();
    return of(
        "Service",
        wanted.name(),
        namespace,
        account,
        problem(found, wanted),
        found == null ? null : Reconcilers.of(found.getMetadata()));
  }

  private static String problem(Service found, SwitchoverSpec.OfService wanted) {
    if (found == null) {
      return "is not there";
    }
    boolean named = "ExternalName".equals(found.getSpec().getType());
    Map<String, String> selector = found.getSpec().getSelector();
    if (wanted.selector().isEmpty()) {
      return named ? null : "is of type " + found.getSpec().getType() + ", not ExternalName";
    }
    if (named) {
      return "is of type ExternalName: give externalName instead of selector";
    }
    return selector == null || selector.isEmpty()
        ? "has no selector: give its endpointSlice instead"
        : null;
  }

  private SwitchoverFacts.Of slice(
      String namespace, String account, SwitchoverSpec.OfEndpointSlice wanted) {
    EndpointSlice found =
        client
            .discovery()
            .v1()
            .endpointSlices()
            .inNamespace(namespace)
            .withName(wanted.name())
            .get();
    return of(
        "EndpointSlice",
        wanted.name(),
        namespace,
        account,
        problem(found),
        found == null ? null : Reconcilers.of(found.getMetadata()));
  }

  private static String problem(EndpointSlice found) {
    if (found == null) {
      return "is not there";
    }
    Map<String, String> labels = found.getMetadata().getLabels();
    String keeper = labels == null ? null : labels.get("endpointslice.kubernetes.io/managed-by");
    return keeper != null && keeper.endsWith(".k8s.io")
        ? "is kept by Kubernetes itself (%s): repoint its Service".formatted(keeper)
        : null;
  }

  private SwitchoverFacts.Of of(
      String kind,
      String name,
      String namespace,
      String account,
      String problem,
      SwitchoverFacts.Reconciler managedBy) {
    return new SwitchoverFacts.Of(
        new SwitchedObject.Ref(kind, name),
        problem,
        may("get", kind, name, namespace, account) && may("patch", kind, name, namespace, account),
        managedBy);
  }

  private boolean may(String verb, String kind, String name, String namespace, String account) {
    LocalSubjectAccessReview asked =
        new LocalSubjectAccessReviewBuilder()
            .withNewMetadata()
            .withNamespace(namespace)
            .endMetadata()
            .withNewSpec()
            .withUser("system:serviceaccount:%s:%s".formatted(namespace, account))
            .withGroups(
                "system:serviceaccounts",
                "system:serviceaccounts:" + namespace,
                "system:authenticated")
            .withNewResourceAttributes()
            .withNamespace(namespace)
            .withVerb(verb)
            .withGroup(kind.equals("EndpointSlice") ? "discovery.k8s.io" : "")
            .withResource(
                switch (kind) {
                  case "Service" -> "services";
                  case "Secret" -> "secrets";
                  default -> "endpointslices";
                })
            .withName(name)
            .endResourceAttributes()
            .endSpec()
            .build();
    LocalSubjectAccessReview answer =
        client.authorization().v1().localSubjectAccessReview().inNamespace(namespace).create(asked);
    return answer.getStatus() != null && Boolean.TRUE.equals(answer.getStatus().getAllowed());
  }
}
