package io.redismigration.migration.model;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What is repointed at the target after the commit, in the migration's namespace.
 *
 * @param serviceAccountName the user's, bound to exactly these objects
 * @param service null: no Service
 * @param endpointSlice null: no EndpointSlice
 * @param secret null: no Secret
 */
public record SwitchoverSpec(
    String serviceAccountName, OfService service, OfEndpointSlice endpointSlice, OfSecret secret) {

  /**
   * A Service: one of both, its pods or the name it stands for.
   *
   * @param selector of the target's pods; empty: it leads to {@code externalName}
   * @param externalName null: it leads to {@code selector}
   */
  public record OfService(String name, Map<String, String> selector, String externalName) {
    public OfService {
      selector = Defaults.map(selector);
    }
  }

  /**
   * An EndpointSlice that people maintain by hand, behind a Service without a selector.
   *
   * @param addresses of the target; of the slice's own address type
   * @param port null: as it is
   */
  public record OfEndpointSlice(String name, List<String> addresses, Integer port) {
    public OfEndpointSlice {
      addresses = Defaults.list(addresses);
    }
  }

  /**
   * A Secret.
   *
   * @param set keys and what they become
   * @param passwordFromTarget its key {@code password} becomes the one the target is reached with
   */
  public record OfSecret(String name, Map<String, String> set, boolean passwordFromTarget) {
    public OfSecret {
      set = Defaults.map(set);
    }
  }

  /** Kind and name of each object, in the order in which they are repointed. */
  public List<SwitchedObject.Ref> objects() {
    return Stream.of(
            secret == null ? null : new SwitchedObject.Ref("Secret", secret.name()),
            endpointSlice == null
                ? null
                : new SwitchedObject.Ref("EndpointSlice", endpointSlice.name()),
            service == null ? null : new SwitchedObject.Ref("Service", service.name()))
        .filter(Objects::nonNull)
        .toList();
  }
}
