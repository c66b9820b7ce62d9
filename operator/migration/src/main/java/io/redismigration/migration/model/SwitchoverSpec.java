package io.redismigration.migration.model;

import java.util.Map;

/**
 * What is repointed at the target.
 *
 * @param serviceName null: no Service
 * @param secretName null: no Secret
 * @param secretSet keys of the Secret and what they become
 */
public record SwitchoverSpec(
    String serviceAccountName,
    String serviceName,
    Map<String, String> serviceSelector,
    String secretName,
    Map<String, String> secretSet,
    boolean passwordFromTarget) {

  public SwitchoverSpec {
    serviceSelector = Defaults.map(serviceSelector);
    secretSet = Defaults.map(secretSet);
  }
}
