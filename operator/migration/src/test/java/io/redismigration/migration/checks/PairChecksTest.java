package io.redismigration.migration.checks;

import static io.redismigration.migration.checks.CheckRow.passes;
import static io.redismigration.migration.checks.CheckRow.row;
import static io.redismigration.migration.model.CheckOutcome.FAILED;
import static io.redismigration.migration.model.CheckOutcome.INFO;
import static io.redismigration.migration.model.CheckOutcome.WARNING;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PairChecksTest {

  static Stream<CheckRow> rows() {
    return Stream.of(
        row(
            CheckName.DISTINCT_INSTANCES,
            "same server",
            f -> f.target.runId = "run-a",
            FAILED,
            "same server",
            "spec.target.endpoints"),
        row(
            CheckName.DISTINCT_INSTANCES,
            "its replica",
            f -> f.target.replicationId = "id-run-a",
            FAILED,
            "same data",
            "REPLICAOF NO ONE"),
        passes(CheckName.VERSION_ORDER, "upwards", f -> {}),
        passes(
            CheckName.VERSION_ORDER,
            "to Valkey",
            f -> f.target.version = ServerVersion.valkey("8.1.0")),
        row(
            CheckName.VERSION_ORDER,
            "downwards",
            f -> f.target.version = ServerVersion.redis("6.0.16"),
            WARNING,
            "Redis 6.2.11, the target Redis 6.0.16",
            "at least"),
        row(
            CheckName.VERSION_ORDER,
            "Redis 8 to Valkey",
            f -> {
              f.source.version = ServerVersion.redis("8.0.0");
              f.target.version = ServerVersion.valkey("9.1.0");
            },
            WARNING,
            "Redis 8.0.0",
            "at least"),
        row(
            CheckName.MODULES,
            "unused module",
            f -> f.source.modules = List.of("bf"),
            WARNING,
            "bf",
            "load them"),
        row(
            CheckName.MODULES,
            "used module",
            f -> {
              f.source.modules = List.of("bf");
              f.moduleKeys = List.of("\"a\" (MBbloom--)");
            },
            FAILED,
            "keys of theirs: \"a\" (MBbloom--)",
            "load them"),
        passes(
            CheckName.MODULES,
            "on both",
            f -> {
              f.source.modules = List.of("bf");
              f.target.modules = List.of("bf");
              f.moduleKeys = List.of("\"a\" (MBbloom--)");
            }),
        row(
            CheckName.SCRIPTS,
            "verbatim",
            f -> {
              f.source.version = ServerVersion.redis("2.8.19");
              f.scriptCalls = 3;
            },
            WARNING,
            "3 script calls",
            "Full"),
        row(
            CheckName.SCRIPTS,
            "functions downwards",
            f -> {
              f.source.version = ServerVersion.redis("7.0.0");
              f.functions = 2;
              f.target.version = ServerVersion.redis("6.2.11");
            },
            WARNING,
            "2 functions",
            "7.0"),
        passes(
            CheckName.CLOCK_DIFFERENCE,
            "in step",
            f -> f.target.clockAhead = Duration.ofMillis(900)),
        row(
            CheckName.CLOCK_DIFFERENCE,
            "apart",
            f -> f.target.clockAhead = Duration.ofSeconds(2),
            WARNING,
            "2000 ms ahead of",
            "synchronise"),
        row(
            CheckName.CLOCK_DIFFERENCE,
            "far apart",
            f -> f.target.clockAhead = Duration.ofSeconds(-61),
            FAILED,
            "61000 ms behind",
            "synchronise"),
        row(
            CheckName.CLOCK_DIFFERENCE,
            "unknown",
            f -> f.target.clockAhead = null,
            INFO,
            "could not",
            ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void saysWhatItSawAndWhatToDo(CheckRow row) {
    row.holds();
  }
}
