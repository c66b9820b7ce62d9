package io.redismigration.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.redismigration.cli.ObedientHost;
import io.redismigration.cli.state.StateDirectory;
import io.redismigration.cli.view.Paint;
import io.redismigration.migration.model.CheckOutcome;
import io.redismigration.migration.model.CheckResult;
import io.redismigration.migration.plan.Planner;
import io.redismigration.migration.plan.PlannerSettings;
import io.redismigration.worker.TaskHost;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A user at a terminal, with workers that do as they are told. */
@Timeout(120)
abstract class Terminal {
  static final String MANIFEST =
      """
      apiVersion: redismigration.io/v1alpha1
      kind: RedisMigration
      metadata: {name: orders}
      spec:
        source: {endpoints: ["redis-old:6379"]}
        target: {endpoints: ["redis-new:6379"]}
      """;

  @TempDir Path root;
  final ExecutorService terminals = Executors.newCachedThreadPool();
  final StopSignal stop = new StopSignal();
  final List<ObedientHost> hosts = new CopyOnWriteArrayList<>();
  Map<Integer, Long> held = Map.of();
  boolean deciding;
  boolean looking;
  Clock clock = Clock.systemUTC();
  Path manifest;
  CheckResult[] checks = {ObedientHost.check("SourceReachable", CheckOutcome.PASSED)};

  @BeforeEach
  void writeManifest() throws Exception {
    manifest = Files.writeString(root.resolve("orders.yaml"), MANIFEST);
  }

  @AfterEach
  void closeTerminals() {
    terminals.shutdownNow();
  }

  StateDirectory directory() {
    return new StateDirectory(root.resolve("state"));
  }

  void awaitPhase(String phase) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> assertThat(typed("status", "-o", "json").out()).contains("\"" + phase + "\""));
  }

  Future<Typed> typedElsewhere(String... words) {
    return terminals.submit(() -> typed(words));
  }

  Typed typed(String... words) {
    List<String> arguments = new ArrayList<>(Arrays.asList(words));
    arguments.addAll(List.of("-f", manifest.toString(), "--state", directory().root().toString()));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    CommandLine command = RootCommand.commandLine(surroundings(out, err));
    command.setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
    int code = command.execute(arguments.toArray(String[]::new));
    return new Typed(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private Surroundings surroundings(ByteArrayOutputStream out, ByteArrayOutputStream err) {
    return new Surroundings(
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        new BufferedReader(new StringReader("")),
        null,
        Paint.PLAIN,
        Map.of(),
        root,
        "alice@workstation",
        clock,
        ZoneOffset.UTC,
        new Planner(PlannerSettings.onOneMachine())::plan,
        (secrets, addresses, spool, journal) -> host(journal),
        stop);
  }

  private TaskHost host(TaskHost.Journal journal) {
    ObedientHost host = new ObedientHost(Clock.systemUTC(), journal);
    hosts.add(host);
    host.finding(checks).holding(held).patient();
    if (looking) {
      host.looking();
    }
    return deciding ? host.deciding() : host;
  }

  /** What a command came to. */
  record Typed(int code, String out, String err) {
    JsonNode json() {
      try {
        return new ObjectMapper().readTree(out);
      } catch (java.io.IOException notJson) {
        throw new AssertionError(out, notJson);
      }
    }
  }
}
