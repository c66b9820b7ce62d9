package io.redismigration.controller.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.MaxReconciliationInterval;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.redismigration.api.v1alpha1.RedisMigration;
import io.redismigration.api.v1alpha1.RedisMigrationTask;
import io.redismigration.controller.Marks;
import io.redismigration.controller.ending.Orphans;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Drives migrations: one {@link Turn} for each change of a migration, of one of its tasks or of one
 * of their pods, and whenever a turn asked for another.
 */
@ControllerConfiguration(
    name = Marks.OPERATOR,
    finalizerName = Marks.FINALIZER,
    fieldManager = Marks.OPERATOR,
    maxReconciliationInterval =
        @MaxReconciliationInterval(interval = 60, timeUnit = TimeUnit.SECONDS))
public final class MigrationReconciler
    implements Reconciler<RedisMigration>, Cleaner<RedisMigration> {
  private final TurnFactory factory;
  private Turn turn;
  private Orphans orphans;
  private IndexerResourceCache<RedisMigration> migrations;
  private InformerEventSource<RedisMigrationTask, RedisMigration> tasks;

  /** With everything a turn needs but the caches, which come with the event sources. */
  public MigrationReconciler(TurnFactory factory) {
    this.factory = factory;
  }

  @Override
  public List<EventSource<?, RedisMigration>> prepareEventSources(
      EventSourceContext<RedisMigration> context) {
    tasks = source(RedisMigrationTask.class, context);
    InformerEventSource<Pod, RedisMigration> pods = source(Pod.class, context);
    turn = factory.turn(context.getClient(), new Recent(tasks, pods));
    orphans = factory.orphans(context.getClient());
    migrations = context.getPrimaryCache();
    return List.of(tasks, pods);
  }

  /** Looks for tasks without a migration; the leader's to do, now and then. */
  public void sweep() {
    orphans.sweep(tasks.list(task -> !hasMigration(task)).toList());
  }

  private boolean hasMigration(RedisMigrationTask task) {
    ResourceID migration =
        new ResourceID(task.getSpec().migration(), task.getMetadata().getNamespace());
    return migrations
        .get(migration)
        .map(found -> found.getMetadata().getUid().equals(orphans.migrationUid(task)))
        .orElse(false);
  }

  private static <T extends HasMetadata> InformerEventSource<T, RedisMigration> source(
      Class<T> type, EventSourceContext<RedisMigration> context) {
    return new InformerEventSource<>(
        InformerEventSourceConfiguration.from(type, RedisMigration.class)
            .withLabelSelector(Marks.MANAGED_BY + "=" + Marks.OPERATOR)
            .withNamespacesInheritedFromController()
            .withSecondaryToPrimaryMapper(MigrationReconciler::migrationOf)
            .build(),
        context);
  }

  /**
   * By annotation, not by owner: one that is deleted and leaves its tasks as orphans still has
   * them.
   */
  private static Set<ResourceID> migrationOf(HasMetadata part) {
    Map<String, String> annotations = part.getMetadata().getAnnotations();
    String migration = annotations == null ? null : annotations.get(Marks.MIGRATION);
    return migration == null
        ? Set.of()
        : Set.of(new ResourceID(migration, part.getMetadata().getNamespace()));
  }

  @Override
  public UpdateControl<RedisMigration> reconcile(
      RedisMigration migration, Context<RedisMigration> context) {
    Turn.Result result = turn.take(migration, context);
    UpdateControl<RedisMigration> control = UpdateControl.noUpdate();
    return result.again() == null ? control : control.rescheduleAfter(millis(result.again()));
  }

  @Override
  public DeleteControl cleanup(RedisMigration migration, Context<RedisMigration> context) {
    Turn.Result result = turn.take(migration, context);
    if (result.over()) {
      return DeleteControl.defaultDelete();
    }
    Duration again = result.again();
    boolean later = again == null || again.compareTo(Turn.WHILE_DELETING) > 0;
    return DeleteControl.noFinalizerRemoval()
        .rescheduleAfter(millis(later ? Turn.WHILE_DELETING : again));
  }

  private static long millis(Duration pause) {
    return Math.max(1, pause.toMillis());
  }

  /** Makes the turn when the caches are there. */
  public interface TurnFactory {

    /** With that client and these caches. */
    Turn turn(KubernetesClient client, Recent recent);

    /** With that client. */
    Orphans orphans(KubernetesClient client);
  }
}
