package io.redismigration.worker.parameters;

import static io.redismigration.worker.parameters.ParameterScene.parameters;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.redismigration.engine.control.RedisControl;
import io.redismigration.migration.model.LedgerEntry;
import io.redismigration.migration.model.ParametersSpec;
import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.RedisServers;
import io.redismigration.testkit.ServerOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A worker that dies right before or right after any command that changes a server or any record
 * that is made durable, from the first original read to the last one put back.
 */
class KilledAtEachStepTest {
  @AutoClose private final RedisServers servers = RedisServers.standard();
  private RedisServer source;
  private RedisServer replica;
  private RedisServer target;
  private List<LedgerEntry> durable;
  private int stepsToLive;
  private boolean locks;

  /** Whoever throws this does nothing more. */
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  /** What comes after the dead worker. */
  private interface Sequel {
    void by(ParameterKeeper next, TargetLock lock) throws IOException;
  }

  @ParameterizedTest(name = "{0} to {1}")
  @CsvSource({"2.8, 7.0", "newest, valkey-9.1"})
  void whoeverComesNextPutsEverythingBack(String from, String to) throws IOException {
    given(from, to);
    Map<String, Map<String, String>> before = all();
    assertThat(before.get("target").get("users")).as("a target that can be locked").contains("app");

    int restored = atEachStep((next, lock) -> next.restore(entry -> true), this::all, before);
    int ranOn =
        atEachStep(
            (next, lock) -> {
              lock.enter();
              next.restore(ParameterKeeper.fence());
              next.raise(ParametersSpec.defaults());
              next.prepareTarget();
              lock.close();
              lock.open();
              next.restore(entry -> true);
            },
            this::all,
            before);

    assertThat(restored).as("steps of one worker's life").isGreaterThan(50).isEqualTo(ranOn);
  }

  @ParameterizedTest(name = "{0} to {1}")
  @CsvSource({"6.2, 2.8"})
  void whatSomebodyElseChangedAtAnyStepStays(String from, String to) throws IOException {
    given(from, to);

    atEachStep(
        (next, lock) -> {
          source.command("CONFIG", "SET", "repl-timeout", "77");
          next.restore(entry -> true);
        },
        () -> {
          String timeout = parameters(source).get("repl-timeout");
          source.command("CONFIG", "SET", "repl-timeout", "60");
          return timeout;
        },
        "77");
  }

  /** How many steps a life has that nobody ends. */
  private <T> int atEachStep(Sequel sequel, java.util.function.Supplier<T> seen, T expected)
      throws IOException {
    int step = 0;
    while (diesAfter(step)) {
      try (ParameterScene scene = new ParameterScene(source, target)) {
        ParameterKeeper next = scene.worker((task, ledger) -> durable = ledger, durable);
        sequel.by(next, scene.lock());
      }
      assertThat(seen.get()).as("killed after %d steps", step).isEqualTo(expected);
      assertThat(durable).as("killed after %d steps", step).noneMatch(LedgerEntry::open);
      step++;
    }
    return step;
  }

  /** False for a worker that comes to its own end before. */
  private boolean diesAfter(int steps) throws IOException {
    stepsToLive = steps;
    durable = List.of();
    try (ParameterScene scene = new ParameterScene(source, target)) {
      ParameterKeeper worker = scene.worker(this::record, List.of(), Mortal::new);
      if (locks) {
        scene.lock().enter();
      }
      worker.raise(ParametersSpec.defaults());
      worker.prepareTarget();
      if (locks) {
        scene.lock().close();
      }
      worker.foreseeClosing();
      worker.closeToWriters();
      if (locks) {
        scene.lock().open();
      }
      worker.restore(entry -> true);
      return false;
    } catch (Killed e) {
      return true;
    }
  }

  private void record(String task, List<LedgerEntry> ledger) {
    step();
    durable = ledger;
    step();
  }

  private void step() {
    if (stepsToLive-- == 0) {
      throw new Killed();
    }
  }

  /** Commands of a worker that may die before and after each that changes something. */
  private final class Mortal implements RedisControl {
    private final RedisControl server;

    private Mortal(RedisControl server) {
      this.server = server;
    }

    @Override
    public Object call(String... command) {
      return counted(command, server::call);
    }

    @Override
    public Object call(Duration atMost, String... command) {
      return counted(command, words -> server.call(atMost, words));
    }

    private Object counted(String[] command, Function<String[], Object> execute) {
      boolean changes =
          command[0].equals("CONFIG") && command[1].equals("SET")
              || command[0].equals("ACL") && !command[1].equals("LIST");
      if (!changes) {
        return execute.apply(command);
      }
      step();
      Object reply = execute.apply(command);
      step();
      return reply;
    }

    @Override
    public long connections() {
      return server.connections();
    }

    @Override
    public String address() {
      return server.address();
    }

    @Override
    public void close() {
      server.close();
    }
  }

  private void given(String from, String to) {
    ServerOptions fast = ServerOptions.defaults().config("repl-diskless-sync-delay", "0");
    source = servers.start(from, fast);
    replica = servers.start(from, ServerOptions.defaults().replicaOf(source));
    target =
        servers.start(
            to,
            ServerOptions.defaults()
                .config("maxmemory", "64mb")
                .config("maxmemory-policy", "allkeys-lru"));
    locks = !ParameterScene.users(target).equals("none");
    if (locks) {
      target.command("ACL", "SETUSER", "app", "on", ">secret", "~app:*", "+@all", "-@dangerous");
    }
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> replica.info("master_link_status").filter("up"::equals).isPresent());
  }

  private Map<String, String> ofTarget() {
    Map<String, String> all = new TreeMap<>(parameters(target));
    all.put("users", ParameterScene.users(target));
    return all;
  }

  private Map<String, Map<String, String>> all() {
    return Map.of(
        "source", parameters(source), "replica", parameters(replica), "target", ofTarget());
  }
}
