package io.redismigration.controller.reconcile;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.redismigration.api.v1alpha1.RedisMigration;
import io.redismigration.migration.model.MigrationStatus;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Writes a migration's status, which nobody else does: only on top of the version that was planned
 * from, and so that the next turn sees it. Figures may lag by {@link #figuresMayLag}; everything
 * else is written at once.
 */
final class StatusWriter {
  private static final Duration SHORTEST = Duration.ofSeconds(2);
  private static final Duration LONGEST = Duration.ofSeconds(10);

  /** Ten writes a second of all migrations together. */
  private static final Duration EACH = Duration.ofMillis(100);

  /** One whose figures were written since is being followed. */
  private static final Duration RECENTLY = Duration.ofSeconds(30);

  private final StatusView view;
  private final Map<String, Instant> written = new ConcurrentHashMap<>();

  StatusWriter(StatusView view) {
    this.view = view;
  }

  /** When what is decided is to be written; null: nothing has changed. */
  Instant due(RedisMigration migration, Memory before, Decided decided, Instant now) {
    Memory next = decided.memory();
    if (before.equals(next) && migration.getStatus() != null) {
      return null;
    }
    boolean urgent =
        migration.getStatus() == null
            || !decided.pods().isEmpty()
            || !decided.actions().isEmpty()
            || !essence(before).equals(essence(next));
    Instant last = written.get(migration.getMetadata().getUid());
    return urgent || last == null ? now : last.plus(figuresMayLag(followed(now)));
  }

  private long followed(Instant now) {
    return written.values().stream().filter(at -> at.plus(RECENTLY).isAfter(now)).count();
  }

  /**
   * The more migrations there are, the longer each one's figures may lag, so that the API server is
   * not kept busy by them: from 2 s to 10 s.
   *
   * @param followed how many migrations have figures that change
   */
  static Duration figuresMayLag(long followed) {
    Duration all = EACH.multipliedBy(followed);
    if (all.compareTo(SHORTEST) < 0) {
      return SHORTEST;
    }
    return all.compareTo(LONGEST) > 0 ? LONGEST : all;
  }

  /** What a reader must not wait for. */
  private static List<Object> essence(Memory memory) {
    MigrationStatus status = memory.state();
    return Stream.<Object>of(
            status.observedGeneration(),
            status.phase(),
            status.conditions(),
            status.checks(),
            status.parameters(),
            status.cutover(),
            status.latches(),
            status.run(),
            status.observed(),
            status.times(),
            status.tasks().stream().map(task -> task.name() + task.state()).toList(),
            memory.pods(),
            memory.reported() == null ? "" : memory.reported(),
            memory.trouble() == null ? "" : memory.trouble().reason())
        .filter(Objects::nonNull)
        .toList();
  }

  /**
   * Stores it.
   *
   * @return false if the migration has changed meanwhile: plan again
   */
  boolean write(
      RedisMigration migration, Memory memory, Context<RedisMigration> context, Instant now) {
    Long generation = migration.getMetadata().getGeneration();
    RedisMigration next = new RedisMigration();
    next.setMetadata(migration.getMetadata());
    next.setSpec(migration.getSpec());
    next.setStatus(view.of(memory, generation == null ? 0 : generation));
    try {
      // The resource version is that of the migration as it was read: the API server compares it.
      RedisMigration stored = context.getClient().resource(next).updateStatus();
      context
          .eventSourceRetriever()
          .getControllerEventSource()
          .handleRecentResourceUpdate(ResourceID.fromResource(stored), stored, migration);
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT
          || e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
        return false;
      }
      throw e;
    }
    written.put(migration.getMetadata().getUid(), now);
    return true;
  }

  /** Forgets when it was last written. */
  void forget(String uid) {
    written.remove(uid);
  }
}
