package io.redismigration.cli.access;

import io.redismigration.engine.control.AddressMapping;
import io.redismigration.redis.connection.Endpoint;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Where an address of the manifest is really dialled: {@code redis-old:6379=127.0.0.1:7000}. */
public final class AddressMap implements AddressMapping {
  private final Map<Endpoint, Endpoint> dialled;

  private AddressMap(Map<Endpoint, Endpoint> dialled) {
    this.dialled = Map.copyOf(dialled);
  }

  /**
   * Reads what was given as {@code --resolve}.
   *
   * @throws IllegalArgumentException saying what to write instead
   */
  public static AddressMap parse(List<String> options) {
    Map<Endpoint, Endpoint> dialled = new HashMap<>();
    for (String option : options) {
      int equals = option.indexOf('=');
      if (equals < 0) {
        throw new IllegalArgumentException(
            "--resolve '%s' is not from=to; write it like redis-old:6379=127.0.0.1:7000"
                .formatted(option));
      }
      try {
        Endpoint from = parsed(option.substring(0, equals));
        if (dialled.put(from, parsed(option.substring(equals + 1))) != null) {
          throw new IllegalArgumentException(from + " is mapped twice");
        }
      } catch (IllegalArgumentException wrong) {
        throw new IllegalArgumentException(
            "--resolve '%s': %s".formatted(option, wrong.getMessage()), wrong);
      }
    }
    return new AddressMap(dialled);
  }

  /** The address to dial; the same if it is not mapped. */
  @Override
  public Endpoint map(Endpoint named) {
    return dialled.getOrDefault(named, named);
  }

  private static Endpoint parsed(String address) {
    var endpoint = io.redismigration.migration.model.Endpoint.parse(address);
    return new Endpoint(endpoint.host(), endpoint.port());
  }
}
