package io.redismigration.cli.view;

import io.redismigration.migration.model.ConnectionSpec;
import io.redismigration.migration.model.Endpoint;
import java.util.stream.Collectors;

/** A side's addresses as text. */
public final class Endpoints {
  private Endpoints() {}

  /** All of them, separated by commas. */
  public static String of(ConnectionSpec side) {
    return side.endpoints().stream().map(Endpoint::toString).collect(Collectors.joining(", "));
  }
}
