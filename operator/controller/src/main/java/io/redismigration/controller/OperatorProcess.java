package io.redismigration.controller;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.javaoperatorsdk.operator.monitoring.micrometer.MicrometerMetrics;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.redismigration.controller.health.ApiRequests;
import io.redismigration.controller.health.CrdAge;
import io.redismigration.controller.health.HealthServer;
import io.redismigration.controller.health.MigrationMetrics;
import io.redismigration.controller.pod.RestartPolicy;
import io.redismigration.controller.pod.WorkerImage;
import io.redismigration.controller.reconcile.MigrationReconciler;
import io.redismigration.controller.reconcile.Turns;
import io.redismigration.manifest.UnreadableRecordException;
import io.redismigration.migration.plan.Planner;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One replica of the operator: answers probes at once, works when the cluster's CRDs are new enough
 * and it leads.
 */
public final class OperatorProcess implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OperatorProcess.class);
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);
  private static final Duration FIRST_RETRY = Duration.ofMillis(500);
  private static final Duration SWEEP = Duration.ofSeconds(10);
  private static final Duration LONGEST_RETRY = Duration.ofSeconds(30);

  private final OperatorSettings settings;
  private final Leadership leadership;
  private final KubernetesClient client;
  private final Planner planner;
  private final RestartPolicy policy;
  private final InstantSource clock;
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics collections = new JvmGcMetrics();
  private volatile String missing = "starting";
  private volatile Operator operator;
  private volatile boolean leads;
  private final ScheduledExecutorService sweeper =
      Executors.newSingleThreadScheduledExecutor(OperatorProcess::sweeperThread);
  private HealthServer health;

  /**
   * @param credentials of the operator in the cluster
   */
  public OperatorProcess(
      OperatorSettings settings,
      Leadership leadership,
      Config credentials,
      Planner planner,
      RestartPolicy policy,
      InstantSource clock) {
    this.settings = settings;
    this.leadership = leadership;
    this.client = OperatorClient.open(credentials, new ApiRequests(registry));
    this.planner = planner;
    this.policy = policy;
    this.clock = clock;
  }

  /**
   * Starts to answer and to work; returns when the caches are filled.
   *
   * @throws IOException if the port is taken
   * @throws InterruptedException while it waited for newer CRDs
   */
  public void start() throws IOException, InterruptedException {
    new JvmMemoryMetrics().bindTo(registry);
    collections.bindTo(registry);
    health = new HealthServer(settings.port(), registry, this::unready);
    awaitCrds();
    Turns turns =
        new Turns(
            planner,
            policy,
            new WorkerImage(image(), settings.pullSecrets()),
            settings.namespace(),
            settings.watched(),
            settings.pod(),
            new MigrationMetrics(registry),
            clock);
    Metrics metrics = MicrometerMetrics.withoutPerResourceMetrics(registry);
    LeaderElectionConfiguration election = election();
    Operator starting =
        new Operator(
            overrider ->
                overrider
                    .withKubernetesClient(client)
                    .withCloseClientOnStop(false)
                    .withMetrics(metrics)
                    .withParseResourceVersions(true)
                    .withLeaderElectionConfiguration(election));
    MigrationReconciler reconciler = new MigrationReconciler(turns);
    starting.register(
        reconciler,
        override -> {
          if (settings.watched().isEmpty()) {
            override.watchingAllNamespaces();
          } else {
            override.settingNamespaces(settings.watched());
          }
          override.withRetry(
              new GenericRetry()
                  .setInitialInterval(FIRST_RETRY)
                  .setIntervalMultiplier(2)
                  .setMaxInterval(LONGEST_RETRY.toMillis())
                  .withoutMaxAttempts());
        });
    starting.start();
    sweeper.scheduleWithFixedDelay(
        () -> sweep(reconciler), SWEEP.toMillis(), SWEEP.toMillis(), TimeUnit.MILLISECONDS);
    operator = starting;
    missing = null;
  }

  private void sweep(MigrationReconciler reconciler) {
    if (!leads) {
      return;
    }
    try {
      reconciler.sweep();
    } catch (KubernetesClientException | UnreadableRecordException e) {
      LOG.warn("tasks were not looked through: {}", e.getMessage());
    }
  }

  /** Where probes and metrics are answered. */
  public int port() {
    return health.port();
  }

  private static Thread sweeperThread(Runnable work) {
    Thread thread = new Thread(work, "sweeper");
    thread.setDaemon(true);
    return thread;
  }

  private Optional<String> unready() {
    Operator running = operator;
    if (missing != null || running == null) {
      return Optional.of(missing == null ? "starting" : missing);
    }
    return running.getRuntimeInfo().allEventSourcesAreHealthy()
        ? Optional.empty()
        : Optional.of(
            "caches are not up to date: "
                + running.getRuntimeInfo().unhealthyEventSources().keySet());
  }

  private void awaitCrds() throws InterruptedException {
    CrdAge age = new CrdAge(client);
    String told = null;
    while (true) {
      String tooOld = crds(age);
      if (tooOld == null) {
        return;
      }
      missing = tooOld;
      if (!tooOld.equals(told)) {
        LOG.error("not ready: {}", tooOld);
        told = tooOld;
      }
      Thread.sleep(LOOK_AGAIN.toMillis());
    }
  }

  private static String crds(CrdAge age) {
    try {
      return age.tooOld().orElse(null);
    } catch (KubernetesClientException e) {
      return "the API server does not answer: " + e.getMessage();
    }
  }

  private LeaderElectionConfiguration election() {
    return LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration(Marks.OPERATOR)
        .withLeaseNamespace(settings.namespace())
        .withIdentity(settings.pod())
        .withLeaseDuration(leadership.lease())
        .withRenewDeadline(leadership.renew())
        .withRetryPeriod(leadership.retry())
        .withExitOnStopLeading(leadership.exit())
        .withLeaderCallbacks(
            new LeaderCallbacks(
                () -> leads = true,
                () -> leads = false,
                leader -> LOG.info("the leader is {}", leader)))
        .build();
  }

  /** The workers' image is the operator's own unless somebody says otherwise. */
  private String image() {
    if (settings.workerImage() != null) {
      return settings.workerImage();
    }
    Pod own = client.pods().inNamespace(settings.namespace()).withName(settings.pod()).get();
    return own.getSpec().getContainers().stream()
        .map(Container::getImage)
        .findFirst()
        .orElseThrow();
  }

  /**
   * Gives up the lead, if it is ours, so that another replica need not wait for the Lease to end.
   */
  public void resign() {
    try {
      var lease = client.leases().inNamespace(settings.namespace()).withName(Marks.OPERATOR).get();
      if (lease == null || !settings.pod().equals(lease.getSpec().getHolderIdentity())) {
        return;
      }
      lease.getSpec().setHolderIdentity("");
      lease.getSpec().setLeaseDurationSeconds(1);
      client.resource(lease).update();
    } catch (KubernetesClientException e) {
      LOG.warn("the Lease was not given back: {}", e.getMessage());
    }
  }

  /** Stops working at once; what was begun goes on with the next leader. */
  @Override
  public void close() {
    missing = "stopping";
    sweeper.shutdownNow();
    if (operator != null) {
      operator.stop();
    }
    if (health != null) {
      health.close();
    }
    collections.close();
    registry.close();
    client.close();
  }
}
