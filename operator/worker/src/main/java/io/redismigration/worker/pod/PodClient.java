package io.redismigration.worker.pod;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.time.Duration;

/** A client that gives up soon and comes back soon: what waits, and how long, is decided here. */
public final class PodClient {
  /** With the five seconds that a ledger may wait at the fence below the ten of a pause's lease. */
  private static final Duration ANSWER = Duration.ofSeconds(4);

  private static final Duration CONNECT = Duration.ofSeconds(2);
  private static final Duration WATCH_AGAIN = Duration.ofMillis(100);

  private PodClient() {}

  /** With the pod's own credentials. */
  public static KubernetesClient inCluster() {
    return open(new ConfigBuilder().build());
  }

  /** With other credentials. */
  public static KubernetesClient open(Config credentials) {
    Config config =
        new ConfigBuilder(credentials)
            .withRequestTimeout((int) ANSWER.toMillis())
            .withConnectionTimeout((int) CONNECT.toMillis())
            .withRequestRetryBackoffLimit(0)
            .withWatchReconnectInterval((int) WATCH_AGAIN.toMillis())
            .build();
    return new KubernetesClientBuilder()
        .withConfig(config)
        .withHttpClientFactory(new JdkHttpClientFactory())
        .build();
  }
}
