package io.redismigration.engine.control;

import io.redismigration.redis.connection.Endpoint;

/** Where to dial for an address that the manifest names: itself, unless the user maps it. */
@FunctionalInterface
public interface AddressMapping {
  Endpoint map(Endpoint named);

  static AddressMapping none() {
    return named -> named;
  }
}
