package io.redismigration.controller.instance;

import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.redismigration.migration.model.ClientsSeen;
import io.redismigration.migration.model.SourceClient;
import io.redismigration.migration.model.SourceClients;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which pod an address belongs to: in the migration's namespace first, then in those that the
 * operator is told to watch, never in the whole cluster. Where pods may not be listed, nobody is
 * named. A namespace's pods are listed when an address comes up that was not asked for before, ten
 * seconds apart at least, and again after ten minutes. Safe for several threads.
 */
public final class PodNames {
  private static final Logger LOG = LoggerFactory.getLogger(PodNames.class);
  private static final Duration AT_LEAST = Duration.ofSeconds(10);
  private static final Duration AT_MOST = Duration.ofMinutes(10);
  private static final int MOST_ASKED = 1_000;
  private static final long PAGE = 500;
  private static final int MOST_PAGES = 20;
  private static final Set<String> OVER = Set.of("Succeeded", "Failed");

  private final KubernetesClient client;
  private final Collection<String> watched;
  private final InstantSource clock;
  private final Map<String, Known> namespaces = new ConcurrentHashMap<>();

  /**
   * What a namespace said.
   *
   * @param names of pods by their addresses
   * @param asked addresses that were asked for, a pod's or not
   */
  private record Known(Instant at, Map<String, String> names, Set<String> asked) {}

  /**
   * @param watched the only namespaces with migrations; empty: there may be some in all of them
   */
  public PodNames(KubernetesClient client, Collection<String> watched, InstantSource clock) {
    this.client = client;
    this.watched = watched;
    this.clock = clock;
  }

  /** The same clients of a migration in that namespace, with the pods that are known. */
  public SourceClients named(SourceClients clients, String namespace) {
    Set<String> left =
        Stream.of(clients.before(), clients.after())
            .filter(Objects::nonNull)
            .map(ClientsSeen::clients)
            .flatMap(List::stream)
            .map(SourceClient::address)
            .collect(Collectors.toSet());
    Map<String, String> found = new HashMap<>();
    List<String> where = new ArrayList<>(List.of(namespace));
    watched.stream().filter(other -> !other.equals(namespace)).forEach(where::add);
    for (String place : where) {
      if (!left.isEmpty()) {
        Map<String, String> names = known(place, left).names();
        left.stream().filter(names::containsKey).forEach(at -> found.put(at, names.get(at)));
        left.removeAll(found.keySet());
      }
    }
    return clients.map(each -> each.in(found.get(each.address())));
  }

  private Known known(String namespace, Set<String> wanted) {
    Instant now = clock.instant();
    Known last = namespaces.get(namespace);
    if (last != null
        && (now.isBefore(last.at().plus(AT_LEAST))
            || last.asked().containsAll(wanted) && now.isBefore(last.at().plus(AT_MOST)))) {
      return last;
    }
    namespaces.values().removeIf(each -> each.at().plus(AT_MOST).isBefore(now));
    Known next = look(namespace, asked(last, wanted), last, now);
    namespaces.put(namespace, next);
    return next;
  }

  /** Other migrations of the namespace ask, too. */
  private static Set<String> asked(Known last, Set<String> wanted) {
    Set<String> asked = new HashSet<>(wanted);
    if (last != null && last.asked().size() < MOST_ASKED) {
      asked.addAll(last.asked());
    }
    return Set.copyOf(asked);
  }

  private Known look(String namespace, Set<String> asked, Known last, Instant now) {
    try {
      return new Known(now, listed(namespace), asked);
    } catch (KubernetesClientException e) {
      LOG.info("the source's clients in {} are not named: {}", namespace, e.getMessage());
      return new Known(now, last == null ? Map.of() : last.names(), asked);
    }
  }

  private Map<String, String> listed(String namespace) {
    Map<String, String> names = new HashMap<>();
    String next = null;
    int pages = 0;
    do {
      PodList page =
          client
              .pods()
              .inNamespace(namespace)
              .list(new ListOptionsBuilder().withLimit(PAGE).withContinue(next).build());
      page.getItems().stream()
          .filter(PodNames::hasAddressesOfItsOwn)
          .forEach(
              pod ->
                  addresses(pod)
                      .forEach(at -> names.put(at, namespace + "/" + pod.getMetadata().getName())));
      next = page.getMetadata().getContinue();
      pages++;
    } while (next != null && !next.isEmpty() && pages < MOST_PAGES);
    return Map.copyOf(names);
  }

  /** Not those of its node, and not those it has given back. */
  private static boolean hasAddressesOfItsOwn(Pod pod) {
    return pod.getStatus() != null
        && !OVER.contains(String.valueOf(pod.getStatus().getPhase()))
        && !Boolean.TRUE.equals(pod.getSpec().getHostNetwork());
  }

  private static Stream<String> addresses(Pod pod) {
    List<PodIP> all = pod.getStatus().getPodIPs();
    return all == null ? Stream.of() : all.stream().map(PodIP::getIp).filter(Objects::nonNull);
  }
}
