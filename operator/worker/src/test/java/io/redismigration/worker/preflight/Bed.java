package io.redismigration.worker.preflight;

import io.redismigration.engine.control.AddressMapping;
import io.redismigration.migration.checks.CheckFacts;
import io.redismigration.migration.checks.CheckName;
import io.redismigration.migration.checks.Checks;
import io.redismigration.migration.model.AuthSpec;
import io.redismigration.migration.model.CheckResult;
import io.redismigration.migration.model.ConnectionSpec;
import io.redismigration.migration.model.Endpoint;
import io.redismigration.migration.model.ExistingData;
import io.redismigration.migration.model.FenceKind;
import io.redismigration.migration.model.LockMode;
import io.redismigration.migration.model.OnFullResync;
import io.redismigration.migration.model.ParametersSpec;
import io.redismigration.migration.model.ReplicationMode;
import io.redismigration.migration.model.SecretKeyRef;
import io.redismigration.migration.model.SourceAfter;
import io.redismigration.migration.model.ThrottleSpec;
import io.redismigration.migration.model.TlsSpec;
import io.redismigration.migration.model.VerificationSpec;
import io.redismigration.migration.task.DesiredState;
import io.redismigration.migration.task.ReplicationOptions;
import io.redismigration.migration.task.TaskSpec;
import io.redismigration.migration.task.TaskType;
import io.redismigration.redis.connection.SocketDialer;
import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.RedisServers;
import io.redismigration.testkit.ServerOptions;
import io.redismigration.testkit.client.RespError;
import io.redismigration.worker.connect.Connections;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Two servers, and a preflight between them. */
final class Bed implements AutoCloseable {
  final RedisServers servers = RedisServers.standard();
  RedisServer source;
  RedisServer target;
  Instant plannedUntil;
  VerificationSpec.Method method;

  private final Path spool;
  private final Map<String, String> secrets = new HashMap<>();
  private AuthSpec sourceAuth;
  private AuthSpec targetAuth;
  private TlsSpec sourceTls;

  Bed(Path spool) {
    this.spool = spool;
  }

  Bed source(String version, ServerOptions options) {
    source = servers.start(version, options);
    return this;
  }

  Bed target(String version, ServerOptions options) {
    target = servers.start(version, options);
    return this;
  }

  Bed between(String from, String to) {
    return source(from, ServerOptions.defaults()).target(to, ServerOptions.defaults());
  }

  Bed sourceUser(String name, String password) {
    sourceAuth = auth("old", name, password);
    return this;
  }

  Bed targetUser(String name, String password) {
    targetAuth = auth("new", name, password);
    return this;
  }

  private AuthSpec auth(String secret, String name, String password) {
    secrets.put(secret + "/password", password);
    if (name == null) {
      return new AuthSpec(null, new SecretKeyRef(secret, "password"));
    }
    secrets.put(secret + "/username", name);
    return new AuthSpec(new SecretKeyRef(secret, "username"), new SecretKeyRef(secret, "password"));
  }

  Bed trusting(String authority) {
    secrets.put("old/ca.crt", authority);
    sourceTls = new TlsSpec(new SecretKeyRef("old", "ca.crt"), null, null, null, false);
    return this;
  }

  CheckFacts facts() throws InterruptedException {
    Connections connections =
        new Connections(
            reference ->
                Optional.ofNullable(secrets.get(reference.name() + "/" + reference.key()))
                    .map(value -> value.getBytes(StandardCharsets.UTF_8)),
            AddressMapping.none(),
            new SocketDialer());
    return new Preflight(connections, spool, InstantSource.system()).look(order());
  }

  /** What one check found. */
  CheckResult check(CheckName name) throws InterruptedException {
    return in(Checks.evaluate(facts()), name);
  }

  static CheckResult in(List<CheckResult> results, CheckName name) {
    return results.stream()
        .filter(result -> result.name().equals(name.label()))
        .findFirst()
        .orElseThrow();
  }

  /** What a call gives, or something else where the server refuses it. */
  static <T> T unlessRefused(Callable<T> call, T otherwise) throws Exception {
    try {
      return call.call();
    } catch (RespError e) {
      return otherwise;
    }
  }

  private TaskSpec order() {
    ReplicationOptions options =
        new ReplicationOptions(
            ReplicationMode.COMMANDS,
            ParametersSpec.defaults(),
            ExistingData.REJECT,
            null,
            LockMode.AUTO,
            FenceKind.AUTO,
            SourceAfter.READ_ONLY,
            1L << 30,
            OnFullResync.FAIL,
            new ThrottleSpec(0, 0),
            new VerificationSpec(null, null, null, 0, method),
            0,
            0,
            false,
            plannedUntil,
            null,
            null,
            false);
    return new TaskSpec(
        "orders-preflight-1",
        TaskType.PREFLIGHT,
        "0",
        "run",
        0,
        1,
        DesiredState.PREPARE,
        to(source, sourceAuth, sourceTls),
        to(target, targetAuth, null),
        false,
        false,
        options,
        null,
        List.of(),
        null);
  }

  private static ConnectionSpec to(RedisServer server, AuthSpec auth, TlsSpec tls) {
    return new ConnectionSpec(
        null,
        null,
        List.of(new Endpoint("localhost", server.port())),
        null,
        auth,
        tls,
        null,
        false);
  }

  @Override
  public void close() {
    servers.close();
  }
}
