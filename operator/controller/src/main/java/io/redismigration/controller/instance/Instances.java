package io.redismigration.controller.instance;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.redismigration.migration.checks.InstanceFacts;
import io.redismigration.migration.model.InstanceRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Looks at what {@code instanceRef} names, in the migration's namespace. */
public final class Instances {
  private final KubernetesClient client;

  public Instances(KubernetesClient client) {
    this.client = client;
  }

  /** What is to be seen of it now. */
  public InstanceFacts look(String namespace, InstanceRef named) {
    return switch (named.kind()) {
      case "Pod" -> pod(namespace, named.name());
      case "StatefulSet" -> statefulSet(namespace, named.name());
      case "Deployment" -> deployment(namespace, named.name());
      case "Service" -> service(namespace, named.name());
      default -> InstanceFacts.absent();
    };
  }

  private InstanceFacts pod(String namespace, String name) {
    Pod pod = client.pods().inNamespace(namespace).withName(name).get();
    return pod == null
        ? InstanceFacts.absent()
        : new InstanceFacts(
            true,
            isReady(pod) ? null : "is %s and not ready".formatted(phase(pod)),
            withServices(namespace, addresses(pod).toList()));
  }

  private InstanceFacts statefulSet(String namespace, String name) {
    StatefulSet found = client.apps().statefulSets().inNamespace(namespace).withName(name).get();
    return found == null
        ? InstanceFacts.absent()
        : replicas(namespace, found.getSpec().getSelector());
  }

  private InstanceFacts deployment(String namespace, String name) {
    Deployment found = client.apps().deployments().inNamespace(namespace).withName(name).get();
    return found == null
        ? InstanceFacts.absent()
        : replicas(namespace, found.getSpec().getSelector());
  }

  /** One that is ready will do: replicas of a Redis come and go. */
  private InstanceFacts replicas(String namespace, LabelSelector selector) {
    List<Pod> pods =
        client.pods().inNamespace(namespace).withLabelSelector(selector).list().getItems();
    return new InstanceFacts(
        true,
        pods.stream().anyMatch(Instances::isReady)
            ? null
            : "none of its %d pods is running and ready".formatted(pods.size()),
        withServices(namespace, pods.stream().flatMap(Instances::addresses).toList()));
  }

  private InstanceFacts service(String namespace, String name) {
    Service service = client.services().inNamespace(namespace).withName(name).get();
    if (service == null) {
      return InstanceFacts.absent();
    }
    List<Endpoint> endpoints = endpoints(slices(namespace, name)).toList();
    boolean ready = endpoints.stream().anyMatch(Instances::isReady);
    return new InstanceFacts(
        true,
        ready ? null : "it has no ready endpoint",
        Stream.concat(
                front(service), endpoints.stream().flatMap(each -> each.getAddresses().stream()))
            .distinct()
            .toList());
  }

  private List<EndpointSlice> slices(String namespace, String service) {
    return client
        .discovery()
        .v1()
        .endpointSlices()
        .inNamespace(namespace)
        .withLabel("kubernetes.io/service-name", service)
        .list()
        .getItems();
  }

  private static Stream<Endpoint> endpoints(List<EndpointSlice> slices) {
    return slices.stream()
        .filter(slice -> slice.getEndpoints() != null)
        .flatMap(slice -> slice.getEndpoints().stream());
  }

  /** Unknown counts as ready (Kubernetes 1.34, pkg/apis/discovery/types.go). */
  private static boolean isReady(Endpoint endpoint) {
    return endpoint.getConditions() == null
        || !Boolean.FALSE.equals(endpoint.getConditions().getReady());
  }

  /** The addresses and those of the Services that lead to one of them. */
  private List<String> withServices(String namespace, List<String> own) {
    List<String> all = new ArrayList<>(own);
    List<Service> services = client.services().inNamespace(namespace).list().getItems();
    List<EndpointSlice> slices =
        client.discovery().v1().endpointSlices().inNamespace(namespace).list().getItems();
    for (Service service : services) {
      String name = service.getMetadata().getName();
      Set<String> behind =
          endpoints(slices.stream().filter(slice -> belongs(slice, name)).toList())
              .flatMap(endpoint -> endpoint.getAddresses().stream())
              .collect(Collectors.toSet());
      if (own.stream().anyMatch(behind::contains)) {
        front(service).forEach(all::add);
      }
    }
    return all.stream().distinct().toList();
  }

  private static boolean belongs(EndpointSlice slice, String service) {
    return slice.getMetadata().getLabels() != null
        && service.equals(slice.getMetadata().getLabels().get("kubernetes.io/service-name"));
  }

  private static Stream<String> front(Service service) {
    Stream<String> own =
        Stream.of(service.getSpec().getClusterIPs(), service.getSpec().getExternalIPs())
            .filter(Objects::nonNull)
            .flatMap(List::stream);
    Stream<String> balancers =
        service.getStatus() == null || service.getStatus().getLoadBalancer() == null
            ? Stream.of()
            : service.getStatus().getLoadBalancer().getIngress().stream()
                .map(ingress -> ingress.getIp());
    return Stream.concat(own, balancers)
        .filter(address -> address != null && !address.isEmpty() && !address.equals("None"));
  }

  private static boolean isReady(Pod pod) {
    return "Running".equals(phase(pod))
        && pod.getStatus().getConditions().stream()
            .anyMatch(c -> c.getType().equals("Ready") && c.getStatus().equals("True"));
  }

  private static String phase(Pod pod) {
    return pod.getStatus() == null ? "Unknown" : pod.getStatus().getPhase();
  }

  private static Stream<String> addresses(Pod pod) {
    return pod.getStatus() == null || pod.getStatus().getPodIPs() == null
        ? Stream.of()
        : pod.getStatus().getPodIPs().stream().map(PodIP::getIp);
  }
}
