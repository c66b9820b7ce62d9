package io.redismigration.engine.snapshot;

import io.redismigration.engine.Reason;
import io.redismigration.engine.target.PatientConnector;
import io.redismigration.engine.target.TargetConnector;
import io.redismigration.engine.target.TargetError.RetryLater;
import io.redismigration.engine.target.TargetInstance;
import io.redismigration.engine.target.Waiting;
import io.redismigration.redis.resp.RedisConnection;
import io.redismigration.redis.resp.RedisErrorException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Waits until the target's replicas have everything that was written so far. WAIT looks at the
 * offset after the connection's own last command, whatever it was (server.c, processCommand: {@code
 * c->woff}), so asking on a fresh connection after all replies covers all connections.
 */
final class TargetReplicas implements AutoCloseable {

  private static final Pattern ONLINE =
      Pattern.compile("^slave\\d+:.*state=online.*$", Pattern.MULTILINE);

  private final PatientConnector connector;
  private final Duration patience;
  private final boolean knowsWait;
  private volatile RedisConnection connection;
  private volatile boolean closed;

  TargetReplicas(
      TargetConnector connector,
      TargetInstance instance,
      boolean knowsWait,
      Duration patience,
      Clock clock) {
    this.connector = new PatientConnector(connector, instance, clock);
    this.knowsWait = knowsWait;
    this.patience = patience;
  }

  /**
   * Returns when every replica that is online has confirmed; one that goes away is not waited for.
   *
   * @return how many there are
   */
  int awaitAll() throws InterruptedException {
    while (true) {
      try (RedisConnection current = connector.connect()) {
        connection = current;
        if (closed) {
          throw new InterruptedException();
        }
        return awaitAll(current);
      } catch (RedisErrorException e) {
        connector.await(e);
      } catch (IOException e) {
        if (closed) {
          throw new InterruptedException();
        }
        connector.awaitAfterLoss();
      } finally {
        connection = null;
      }
    }
  }

  private int awaitAll(RedisConnection current) throws IOException, InterruptedException {
    while (true) {
      String info = current.require("INFO", "replication").text();
      int online = (int) ONLINE.matcher(info).results().count();
      if (online == 0 || !knowsWait) {
        return online;
      }
      long confirmed =
          current
              .require("WAIT", Integer.toString(online), Long.toString(patience.toMillis()))
              .number();
      if (confirmed >= online) {
        connector.recovered();
        return online;
      }
      connector.await(
          new RetryLater(
              Reason.TargetNotReady, "the target's replicas have not received everything yet"));
    }
  }

  Optional<Waiting> waiting() {
    return connector.waiting();
  }

  @Override
  public void close() {
    closed = true;
    RedisConnection current = connection;
    if (current != null) {
      current.close();
    }
  }
}
