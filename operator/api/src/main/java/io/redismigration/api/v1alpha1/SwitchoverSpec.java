package io.redismigration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** What is repointed at the target after the commit, in the migration's namespace. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SwitchoverSpec(
    @JsonPropertyDescription("The user's ServiceAccount, allowed to patch exactly these objects.")
        @Required
        @Size(min = 1, max = 253)
        String serviceAccountName,
    @JsonPropertyDescription("A Service to repoint.") ServiceSwitch service,
    @JsonPropertyDescription("A Secret to rewrite.") SecretSwitch secret) {}
