package io.redismigration.migration.plan;

import io.redismigration.migration.checks.CheckName;
import io.redismigration.migration.model.CheckOutcome;
import io.redismigration.migration.model.CheckResult;
import io.redismigration.migration.model.ConnectionSpec;
import io.redismigration.migration.model.Labels;
import io.redismigration.migration.model.MigrationSpec;
import io.redismigration.migration.model.ReplicationMode;
import io.redismigration.migration.model.Topology;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Fields and values whose feature is not there yet. Each fails validation by name: nothing is
 * silently ignored. A feature that arrives takes its row away.
 */
public final class SupportedFeatures {
  private static final List<Row> TABLE =
      List.of(
          topology("spec.source.topology", MigrationSpec::source),
          topology("spec.target.topology", spec -> spec.target().connection()),
          row(
              "spec.source.sentinel",
              spec -> spec.source().sentinel() != null,
              spec -> "Sentinel",
              "name the primary itself in spec.source.endpoints"),
          row(
              "spec.target.sentinel",
              spec -> spec.target().connection().sentinel() != null,
              spec -> "Sentinel",
              "name the primary itself in spec.target.endpoints"),
          single("spec.source.endpoints", MigrationSpec::source),
          single("spec.target.endpoints", spec -> spec.target().connection()),
          row(
              "spec.source.instanceRef",
              spec -> isVirtualMachine(spec.source()),
              spec -> spec.source().instanceRef().kind(),
              "remove it, or name the Service before it"),
          row(
              "spec.target.instanceRef",
              spec -> isVirtualMachine(spec.target().connection()),
              spec -> spec.target().connection().instanceRef().kind(),
              "remove it, or name the Service before it"),
          row(
              "spec.source.preferReplica",
              spec -> spec.source().preferReplica(),
              spec -> "true",
              "remove it, or name the replica in spec.source.endpoints"),
          row(
              "spec.target.preferReplica",
              spec -> spec.target().connection().preferReplica(),
              spec -> "true",
              "remove it: a target is always a primary"),
          row(
              "spec.mode",
              spec -> spec.mode() == ReplicationMode.RELAY,
              spec -> "Relay",
              "set it to Commands or Auto"),
          row("spec.filter", spec -> !spec.filter().takesAll(), spec -> "a filter", "remove it"),
          row(
              "spec.databaseMapping",
              spec -> spec.databaseMapping().stream().anyMatch(map -> map.from() != map.to()),
              spec -> "a mapping",
              "remove it"));

  private SupportedFeatures() {}

  private record Row(
      String field,
      Predicate<MigrationSpec> used,
      Function<MigrationSpec, String> value,
      String remedy) {}

  /** One failing result per field that asks for something that is not there. */
  public static List<CheckResult> missing(MigrationSpec spec) {
    return TABLE.stream()
        .filter(row -> row.used().test(spec))
        .map(
            row ->
                new CheckResult(
                    CheckName.NOT_SUPPORTED_YET.label(),
                    CheckOutcome.FAILED,
                    "%s: %s is not supported yet".formatted(row.field(), row.value().apply(spec)),
                    row.remedy()))
        .toList();
  }

  /** Paths of all fields in the table. */
  public static List<String> fields() {
    return TABLE.stream().map(Row::field).toList();
  }

  private static Row row(
      String field,
      Predicate<MigrationSpec> used,
      Function<MigrationSpec, String> value,
      String remedy) {
    return new Row(field, used, value, remedy);
  }

  private static Row topology(String field, Function<MigrationSpec, ConnectionSpec> side) {
    return row(
        field,
        spec -> !isOneOf(side.apply(spec).topology(), Topology.AUTO, Topology.STANDALONE),
        spec -> Labels.of(side.apply(spec).topology()),
        "set it to Standalone or Auto");
  }

  private static Row single(String field, Function<MigrationSpec, ConnectionSpec> side) {
    return row(
        field,
        spec -> side.apply(spec).endpoints().size() > 1,
        spec -> side.apply(spec).endpoints().size() + " endpoints",
        "name one standalone server");
  }

  private static boolean isVirtualMachine(ConnectionSpec side) {
    return side.instanceRef() != null && side.instanceRef().kind().equals("VirtualMachineInstance");
  }

  private static boolean isOneOf(Object value, Object... supported) {
    return List.of(supported).contains(value);
  }
}
