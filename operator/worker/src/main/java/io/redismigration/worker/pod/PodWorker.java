package io.redismigration.worker.pod;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.redismigration.api.v1alpha1.RedisMigrationTask;
import io.redismigration.api.v1alpha1.RedisMigrationTaskStatus;
import io.redismigration.engine.control.AddressMapping;
import io.redismigration.manifest.PlannerJson;
import io.redismigration.manifest.TaskMapper;
import io.redismigration.manifest.UnreadableRecordException;
import io.redismigration.migration.model.Failure;
import io.redismigration.migration.task.TaskSpec;
import io.redismigration.migration.task.TaskState;
import io.redismigration.migration.task.TaskStatus;
import io.redismigration.migration.task.TaskType;
import io.redismigration.redis.connection.SocketDialer;
import io.redismigration.worker.LocalTaskHost;
import io.redismigration.worker.Orders;
import io.redismigration.worker.Reports;
import io.redismigration.worker.TaskHost;
import io.redismigration.worker.Worker;
import io.redismigration.worker.Workers;
import io.redismigration.worker.WorkersOnThisMachine;
import io.redismigration.worker.connect.Connections;
import io.redismigration.worker.pod.switchover.SwitchWorker;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one task in a pod. It claims the task under an epoch nobody has worked under, carries its
 * orders out, and reports into its status. A container that finds its epoch used asks for another
 * one and does nothing until it has it, since it cannot know what its predecessor may still do.
 */
public final class PodWorker {
  private static final Logger LOG = LoggerFactory.getLogger(PodWorker.class);
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final Set<TaskType> UNKNOWN = Set.of(TaskType.VERIFY);

  private final PodSettings settings;
  private final KubernetesClient client;
  private final InstantSource clock;
  private final Consumer<RedisMigrationTask> found;
  private final TaskResource resource;
  private final TaskMapper mapper = new TaskMapper(new PlannerJson());
  private final StopRequest stop = new StopRequest();
  private final PodState state = new PodState();
  private final String incarnation;

  /**
   * @param client to the API server; the caller's to close
   * @param found told the task once it is read, before anything else happens: for log lines
   */
  public PodWorker(
      PodSettings settings,
      KubernetesClient client,
      InstantSource clock,
      Consumer<RedisMigrationTask> found) {
    this.settings = settings;
    this.client = client;
    this.clock = clock;
    this.found = found;
    this.resource = new TaskResource(client, settings.namespace(), settings.task());
    this.incarnation = settings.podUid() + "/" + clock.instant();
  }

  /**
   * Works until the task has ended, or {@link #stop} was called. Lost links and an API server that
   * is away are waited out.
   *
   * @return what the process shall exit with: 0 when there is nothing left to do, else not 0, so
   *     that the kubelet starts the container again
   * @throws IOException if the port of the probes is taken
   */
  public int run() throws IOException, InterruptedException {
    try (PodEndpoints endpoints = PodEndpoints.open(settings, state)) {
      state.port(endpoints.port());
      Outcome outcome = work();
      TerminationMessage.write(settings.terminationLog(), outcome, state.report());
      LOG.info("{}: {}", outcome, state.report().message());
      return outcome.exitCode();
    }
  }

  /** Asks it to end; returns at once. For SIGTERM. */
  public void stop() {
    stop.raise();
  }

  /** Probes and figures, for tests. */
  PodState state() {
    return state;
  }

  private Outcome work() throws InterruptedException {
    Optional<RedisMigrationTask> first = firstRead();
    if (first.isEmpty()) {
      return stop.isRaised() ? Outcome.STOPPED : Outcome.NOTHING_TO_DO;
    }
    found.accept(first.get());
    state.task(first.get());
    try (TaskFollower follower = new TaskFollower(resource, first.get())) {
      follower.start();
      Optional<Outcome> outcome = Optional.empty();
      while (outcome.isEmpty()) {
        outcome = nextEpoch(follower);
      }
      return outcome.get();
    }
  }

  /** Waits for the API server as long as it takes. */
  private Optional<RedisMigrationTask> firstRead() throws InterruptedException {
    boolean told = false;
    while (!stop.isRaised()) {
      state.tick();
      try {
        Optional<RedisMigrationTask> task = resource.read();
        if (task.isEmpty()) {
          LOG.info("there is no task {}", settings.task());
        }
        return task;
      } catch (TaskGoneException e) {
        return Optional.empty();
      } catch (IOException e) {
        if (!told) {
          LOG.warn("waiting for the task: {}", e.getMessage(), e);
          told = true;
        }
        Thread.sleep(RETRY.toMillis());
      }
    }
    return Optional.empty();
  }

  private Optional<Outcome> nextEpoch(TaskFollower follower) throws InterruptedException {
    RedisMigrationTask seen = follower.latest();
    TaskStatus before;
    TaskSpec order;
    try {
      before = mapper.report(seen);
      order = mapper.order(seen);
    } catch (UnreadableRecordException e) {
      return refuse(follower, seen, "OrderNotReadable", e.getMessage());
    }
    if (usedEpoch(seen) >= order.epoch()) {
      return before.state().ended() && before.epoch() == order.epoch()
          ? Optional.of(Outcome.ENDED)
          : awaitEpoch(follower, seen);
    }
    if (UNKNOWN.contains(order.type())) {
      return refuse(
          follower, seen, "NotSupportedYet", "no worker of this release does " + order.type());
    }
    if (follower.isGoing()) {
      return Optional.of(Outcome.NOTHING_TO_DO);
    }
    return claim(follower, seen, order, before);
  }

  private static long usedEpoch(RedisMigrationTask task) {
    RedisMigrationTaskStatus status = task.getStatus();
    return status == null || status.epoch() == null ? Long.MIN_VALUE : status.epoch();
  }

  /** Asks for a higher epoch, leaving the report of whoever worked before as it is. */
  private Optional<Outcome> awaitEpoch(TaskFollower follower, RedisMigrationTask seen)
      throws InterruptedException {
    if (stop.isRaised()) {
      return Optional.of(Outcome.STOPPED);
    }
    if (follower.isGoing()) {
      return Optional.of(Outcome.NOTHING_TO_DO);
    }
    state.tick();
    RedisMigrationTaskStatus before = seen.getStatus();
    boolean asked = incarnation.equals(before.incarnation());
    if (!asked || isStale(before)) {
      tryClaim(
          follower,
          seen,
          new RedisMigrationTaskStatus(
              before.version(),
              before.state(),
              before.epoch(),
              before.message(),
              before.reason(),
              now(),
              incarnation,
              true,
              before.report()));
      if (!asked) {
        LOG.info("epoch {} was used by an earlier container: asking for another", before.epoch());
      }
    }
    follower.awaitEpochAbove(before.epoch(), RETRY);
    return Optional.empty();
  }

  private boolean isStale(RedisMigrationTaskStatus status) {
    return status.heartbeatTime() == null
        || !Instant.parse(status.heartbeatTime())
            .plus(ReportPacing.HEARTBEAT)
            .isAfter(clock.instant());
  }

  private String now() {
    return clock.instant().truncatedTo(java.time.temporal.ChronoUnit.SECONDS).toString();
  }

  /** That the epoch is used is on record before anything is done under it. */
  private Optional<Outcome> claim(
      TaskFollower follower, RedisMigrationTask seen, TaskSpec ordered, TaskStatus before)
      throws InterruptedException {
    if (stop.isRaised()) {
      return Optional.of(Outcome.STOPPED);
    }
    state.tick();
    TaskSpec order =
        OwnOrders.withLedger(ordered, Ledgers.newest(ordered.ledger(), before.ledger()));
    TaskStatus first = beginning(order);
    Optional<RedisMigrationTask> claimed =
        tryClaim(follower, seen, mapper.status(first, incarnation, false));
    if (claimed.isEmpty()) {
      return Optional.empty();
    }
    LOG.info("working under epoch {}", order.epoch());
    TaskReports reports =
        new TaskReports(resource, follower, mapper, claimed.get(), incarnation, first);
    state.working(reports);
    TaskHost host = host(reports);
    Optional<Outcome> outcome;
    try (host) {
      outcome = new Shift(host, follower, reports, mapper, stop, order, state::tick).run();
    }
    TaskStatus last = host.statuses().get(order.name());
    if (outcome.equals(Optional.of(Outcome.STOPPED)) && last != null) {
      reports.flush(last);
    }
    return outcome;
  }

  private TaskStatus beginning(TaskSpec order) {
    return new TaskStatus(
        TaskState.PENDING,
        order.epoch(),
        clock.instant(),
        "starting",
        null,
        null,
        null,
        null,
        order.ledger(),
        null,
        null,
        null,
        null,
        false,
        false);
  }

  private TaskHost host(TaskReports reports) {
    Connections connections =
        new Connections(
            new MountedSecrets(settings.secrets()), AddressMapping.none(), new SocketDialer());
    Workers data = new WorkersOnThisMachine(connections, reports, settings.spool(), clock);
    return new LocalTaskHost((orders, told) -> worker(data, orders, told), clock);
  }

  private Worker worker(Workers data, Orders orders, Reports told) {
    return orders.current().type() == TaskType.SWITCH
        ? new SwitchWorker(
            orders,
            told,
            client,
            settings.namespace(),
            new MountedSecrets(settings.secrets()),
            clock)
        : data.create(orders, told);
  }

  /** Empty: the task has changed meanwhile, or the API server is away; look again. */
  private Optional<RedisMigrationTask> tryClaim(
      TaskFollower follower, RedisMigrationTask seen, RedisMigrationTaskStatus status)
      throws InterruptedException {
    try {
      Optional<RedisMigrationTask> claimed = resource.claim(seen, status);
      Optional<RedisMigrationTask> now = claimed.isPresent() ? claimed : resource.read();
      now.ifPresentOrElse(follower::saw, follower::gone);
      return claimed;
    } catch (TaskGoneException e) {
      follower.gone();
    } catch (IOException e) {
      LOG.warn("the task cannot be claimed yet: {}", e.getMessage());
      Thread.sleep(RETRY.toMillis());
    }
    return Optional.empty();
  }

  /** An order that this release cannot carry out is answered, not ignored. */
  private Optional<Outcome> refuse(
      TaskFollower follower, RedisMigrationTask seen, String reason, String message)
      throws InterruptedException {
    LOG.error("{}: {}", reason, message);
    long epoch = seen.getSpec().epoch() == null ? 0 : seen.getSpec().epoch();
    TaskStatus report =
        new TaskStatus(
            TaskState.FAILED,
            epoch,
            clock.instant(),
            message,
            new Failure(
                reason, message, "use workers of the release that the operator is of", false),
            List.of(),
            null,
            List.of(),
            List.of(),
            null,
            null,
            null,
            null,
            false,
            false);
    state.tick();
    return tryClaim(follower, seen, mapper.status(report, incarnation, false)).isPresent()
            || follower.isGoing()
        ? Optional.of(Outcome.ENDED)
        : Optional.empty();
  }
}
