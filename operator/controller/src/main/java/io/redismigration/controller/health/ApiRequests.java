package io.redismigration.controller.health;

import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Counts every request that a client sends to the API server, each try of it, by verb and resource:
 * {@code redis_migration_api_requests_total}.
 */
public final class ApiRequests implements Interceptor {
  private final MeterRegistry registry;

  public ApiRequests(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void before(BasicBuilder builder, HttpRequest sent, RequestTags tags) {
    ApiRequest request = ApiRequest.of(sent.method(), sent.uri());
    Counter.builder("redis_migration_api_requests")
        .description("Requests to the Kubernetes API server.")
        .tag("verb", request.verb())
        .tag("resource", request.resource())
        .register(registry)
        .increment();
  }
}
