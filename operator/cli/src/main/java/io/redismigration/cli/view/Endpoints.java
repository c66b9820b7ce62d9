package io.redismigration.cli.view;

import io.redismigration.migration.model.Endpoint;
import java.util.List;
import java.util.stream.Collectors;

/** A side's addresses as text. */
public final class Endpoints {
  private Endpoints() {}

  /** All of them, separated by commas. */
  public static String of(List<Endpoint> side) {
    return side.stream().map(Endpoint::toString).collect(Collectors.joining(", "));
  }
}
