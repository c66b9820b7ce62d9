package io.redismigration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** How to log in; absent for a server without password. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AuthSpec(
    @JsonPropertyDescription("Where the ACL user name is; absent for the default user.")
        SecretKeyRef usernameSecretRef,
    @JsonPropertyDescription("Where the password is.") SecretKeyRef passwordSecretRef) {}
