package io.redismigration.controller.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A request's address says what is done to what. */
class ApiRequestTest {

  @ParameterizedTest(name = "{0} {1}: {2} {3}")
  @CsvSource({
    "GET, /apis/redismigration.io/v1alpha1/redismigrations, list, redismigrations",
    "GET, /apis/redismigration.io/v1alpha1/redismigrations?watch=true&x=1, watch, redismigrations",
    "GET, /apis/redismigration.io/v1alpha1/namespaces/a/redismigrations/b, get, redismigrations",
    "PUT, /apis/redismigration.io/v1alpha1/namespaces/a/redismigrations/b/status, update, redismigrations/status",
    "PATCH, /apis/redismigration.io/v1alpha1/namespaces/a/redismigrationtasks/b, patch, redismigrationtasks",
    "POST, /api/v1/namespaces/a/pods, create, pods",
    "DELETE, /api/v1/namespaces/a/pods/b, delete, pods",
    "DELETE, /api/v1/namespaces/a/pods, deletecollection, pods",
    "GET, /api/v1/namespaces/a, get, namespaces",
    "GET, /clusters/c-1/api/v1/namespaces/a/configmaps/b, get, configmaps",
    "GET, /version, list, other"
  })
  void isToldByVerbAndResource(String method, String address, String verb, String resource) {
    ApiRequest request = ApiRequest.of(method, URI.create("https://10.0.0.1:443" + address));

    assertThat(request).isEqualTo(new ApiRequest(verb, resource));
  }
}
