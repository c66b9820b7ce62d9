package io.redismigration.controller;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.time.Duration;

/** The operator's client: gives up soon, since a turn that failed is taken again. */
public final class OperatorClient {
  private static final Duration ANSWER = Duration.ofSeconds(10);
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final int RETRIES = 1;
  private static final String REQUESTS = "redis-migration-requests";

  private OperatorClient() {}

  /** The pod's own credentials. */
  public static Config inCluster() {
    return new ConfigBuilder().build();
  }

  /**
   * With those credentials.
   *
   * @param requests told of every request
   */
  static KubernetesClient open(Config credentials, Interceptor requests) {
    Config config =
        new ConfigBuilder(credentials)
            .withRequestTimeout((int) ANSWER.toMillis())
            .withConnectionTimeout((int) CONNECT.toMillis())
            .withRequestRetryBackoffLimit(RETRIES)
            .build();
    return new KubernetesClientBuilder()
        .withConfig(config)
        .withHttpClientFactory(new JdkHttpClientFactory())
        .withHttpClientBuilderConsumer(
            builder -> builder.addOrReplaceInterceptor(REQUESTS, requests))
        .build();
  }
}
