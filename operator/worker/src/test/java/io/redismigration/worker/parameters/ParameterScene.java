package io.redismigration.worker.parameters;

import io.redismigration.engine.control.AddressMapping;
import io.redismigration.engine.control.CommandRefusedException;
import io.redismigration.engine.control.LettuceControl;
import io.redismigration.engine.control.RedisControl;
import io.redismigration.migration.model.LedgerEntry;
import io.redismigration.redis.connection.ConnectionSettings;
import io.redismigration.redis.connection.Endpoint;
import io.redismigration.testkit.RedisServer;
import io.redismigration.worker.TaskHost.Journal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** A source and a target whose parameters are looked after, by one worker after the other. */
final class ParameterScene implements AutoCloseable {
  private static final List<String> OURS =
      List.of(
          "repl-backlog-size",
          "repl-timeout",
          "client-output-buffer-limit",
          "repl-backlog-ttl",
          "repl-diskless-sync-delay",
          "maxmemory-policy",
          "proto-max-bulk-len",
          "min-replicas-to-write",
          "min-replicas-max-lag",
          "min-slaves-to-write",
          "min-slaves-max-lag");

  private final RedisControl source;
  private final RedisControl target;
  private TargetLock lock;

  ParameterScene(RedisServer source, RedisServer target) {
    this.source = control(source.host(), source.port());
    this.target = control(target.host(), target.port());
  }

  ParameterKeeper worker(Journal journal, List<LedgerEntry> recorded) {
    return worker(journal, recorded, control -> control);
  }

  /**
   * @param through what every command of the worker goes through
   */
  ParameterKeeper worker(
      Journal journal, List<LedgerEntry> recorded, UnaryOperator<RedisControl> through) {
    Ledger ledger = new Ledger(journal, "task", "0", InstantSource.system(), recorded);
    OtherNodes.Dial others = (side, at) -> through.apply(control(at.host(), at.port()));
    lock = new TargetLock(through.apply(target), "default", others, ledger, RunLogin.of("run"));
    return new ParameterKeeper(through.apply(source), through.apply(target), others, ledger);
  }

  /** The lock of the last worker's ledger. */
  TargetLock lock() {
    return lock;
  }

  static RedisControl control(String host, int port) {
    return new LettuceControl(
        ConnectionSettings.to(new Endpoint(host, port))
            .withTimeouts(Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofSeconds(2)),
        LettuceControl.Side.SOURCE,
        AddressMapping.none());
  }

  /** Every parameter that may be changed, as a server has it. */
  static Map<String, String> parameters(RedisServer server) {
    Map<String, String> values = new TreeMap<>();
    try (RedisControl control = control(server.host(), server.port())) {
      OURS.forEach(name -> values.putAll(control.config(name)));
    }
    return values;
  }

  /** Users and their rules, where a server has any. */
  static String users(RedisServer server) {
    try (RedisControl control = control(server.host(), server.port())) {
      return String.valueOf(control.call("ACL", "LIST"));
    } catch (CommandRefusedException e) {
      return "none";
    }
  }

  @Override
  public void close() {
    source.close();
    target.close();
  }
}
