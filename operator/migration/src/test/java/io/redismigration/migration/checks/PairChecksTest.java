package io.redismigration.migration.checks;

import static io.redismigration.migration.checks.CheckRow.passes;
import static io.redismigration.migration.checks.CheckRow.row;
import static io.redismigration.migration.checks.ServerVersion.redis;
import static io.redismigration.migration.model.CheckOutcome.FAILED;
import static io.redismigration.migration.model.CheckOutcome.INFO;
import static io.redismigration.migration.model.CheckOutcome.WARNING;

import java.time.Duration;
import java.util.List;
import java.util.Set;
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
            f -> f.target.version = redis("6.0.16"),
            WARNING,
            "Redis 6.2.11, the target Redis 6.0.16: newer commands may not exist there",
            "at least"),
        row(
            CheckName.VERSION_ORDER,
            "Redis 8 to Valkey",
            f -> {
              f.source.version = redis("8.0.0");
              f.target.version = ServerVersion.valkey("9.1.0");
            },
            WARNING,
            "Redis 8.0.0, the target Valkey 9.1.0: not there: vector sets",
            "at least"),
        passes(CheckName.VALUE_TYPES, "plain ones", f -> f.target.version = redis("2.8.19")),
        row(
            CheckName.VALUE_TYPES,
            "streams to 2.8",
            f -> {
              f.types = Set.of("stream");
              f.target.version = redis("2.8.19");
            },
            FAILED,
            "the source holds streams, which Redis 2.8.19 cannot",
            "Redis 5.0 or later, any Valkey"),
        row(
            CheckName.VALUE_TYPES,
            "fields that expire to 7.0",
            f -> {
              f.source.expiringFields = 3;
              f.source.version = redis("8.0.0");
            },
            FAILED,
            "hash fields that expire",
            "Redis 7.4, Valkey 9.0 or later"),
        passes(
            CheckName.VALUE_TYPES,
            "fields that expire to Valkey 9",
            f -> {
              f.source.expiringFields = 3;
              f.target.version = ServerVersion.valkey("9.1.0");
            }),
        row(
            CheckName.VALUE_TYPES,
            "vector sets to Valkey",
            f -> {
              f.types = Set.of("vectorset", "string");
              f.target.version = ServerVersion.valkey("9.1.0");
            },
            FAILED,
            "vector sets, which Valkey 9.1.0 cannot",
            "Redis 8.0 or later"),
        row(
            CheckName.STREAMED_COMMANDS,
            "two of them",
            f -> f.unknownCommands = List.of("copy", "lmove"),
            WARNING,
            "copy, lmove",
            "a target that has them"),
        passes(CheckName.STREAMED_COMMANDS, "none", f -> {}),
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
              f.source.version = redis("2.8.19");
              f.verbatimScripts = true;
              f.scriptCalls = 3;
            },
            WARNING,
            "3 script calls seen; Redis 2.8.19 replicates scripts as they are",
            "Full"),
        row(
            CheckName.SCRIPTS,
            "cached",
            f -> f.cachedScripts = 12L,
            WARNING,
            "12 scripts are in the source's cache",
            "NOSCRIPT"),
        passes(
            CheckName.SCRIPTS,
            "by their effects",
            f -> {
              f.scriptCalls = 3;
              f.cachedScripts = null;
            }),
        row(
            CheckName.FUNCTIONS,
            "downwards",
            f -> {
              f.functions = 2;
              f.target.version = redis("6.2.11");
            },
            FAILED,
            "2 function libraries, which Redis 6.2.11 does not know",
            "FUNCTION DELETE"),
        row(CheckName.FUNCTIONS, "upwards", f -> f.functions = 2, INFO, "they are copied", ""),
        passes(CheckName.FUNCTIONS, "none", f -> {}),
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
