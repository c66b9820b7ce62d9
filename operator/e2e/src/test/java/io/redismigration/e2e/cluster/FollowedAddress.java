package io.redismigration.e2e.cluster;

import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.client.RespConnection;
import io.redismigration.testkit.client.RespError;
import io.redismigration.testkit.kubernetes.Kubernetes;
import io.redismigration.testkit.waiting.Waiting;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A client that follows an EndpointSlice as a kube-proxy does, by a watch, and writes as soon as
 * the slice leads to the target.
 */
final class FollowedAddress implements AutoCloseable {
  /** What it writes, in database 0. */
  static final String KEY = "followed";

  private final CompletableFuture<Long> firstWrite = new CompletableFuture<>();
  private final Watch watch;
  private final RedisServer target;

  private FollowedAddress(
      Kubernetes kubernetes, String namespace, String slice, RedisServer target) {
    this.target = target;
    this.watch =
        kubernetes
            .client()
            .discovery()
            .v1()
            .endpointSlices()
            .inNamespace(namespace)
            .withName(slice)
            .watch(new Follower());
  }

  static FollowedAddress of(
      Kubernetes kubernetes, String namespace, String slice, RedisServer target) {
    return new FollowedAddress(kubernetes, namespace, slice, target);
  }

  /** How long after that instant of {@link System#nanoTime()} it wrote first; waits for it. */
  Duration firstWrite(long sinceNanos) {
    try {
      return Duration.ofNanos(
          firstWrite.get(LiveMigration.LIMIT.toSeconds(), TimeUnit.SECONDS) - sinceNanos);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError("nothing was written through the address", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private final class Follower implements Watcher<EndpointSlice> {
    @Override
    public void eventReceived(Action action, EndpointSlice slice) {
      if (!firstWrite.isDone() && leadsToTarget(slice)) {
        write();
      }
    }

    @Override
    public void onClose(WatcherException cause) {
      firstWrite.completeExceptionally(cause);
    }

    @Override
    public void onClose() {
      firstWrite.cancel(false);
    }
  }

  private boolean leadsToTarget(EndpointSlice slice) {
    return slice.getEndpoints().get(0).getAddresses().contains(target.host())
        && slice.getPorts().get(0).getPort() == target.port();
  }

  private void write() {
    try (RespConnection connection = target.connect()) {
      Waiting.until("the target takes writes", LiveMigration.LIMIT, () -> takes(connection));
      firstWrite.complete(System.nanoTime());
    }
  }

  private static boolean takes(RespConnection connection) {
    try {
      connection.command("INCR", KEY);
      return true;
    } catch (RespError refused) {
      return false;
    }
  }

  @Override
  public void close() {
    watch.close();
  }
}
