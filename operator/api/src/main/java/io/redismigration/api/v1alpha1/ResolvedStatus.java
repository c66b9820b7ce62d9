package io.redismigration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;

/** What every Auto became. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ResolvedStatus(
    @JsonPropertyDescription("Topology of the source.") @Size(max = 64) String sourceTopology,
    @JsonPropertyDescription("Topology of the target.") @Size(max = 64) String targetTopology,
    @JsonPropertyDescription("Server and version of the source.") @Size(max = 64)
        String sourceVersion,
    @JsonPropertyDescription("Server and version of the target.") @Size(max = 64)
        String targetVersion,
    @JsonPropertyDescription("Role of the source.") @Size(max = 64) String sourceRole,
    @JsonPropertyDescription("Role of the target.") @Size(max = 64) String targetRole,
    @JsonPropertyDescription("Commands or Relay.") @Size(max = 64) String mode,
    @JsonPropertyDescription("ClientPause, MinReplicas or External.") @Size(max = 64) String fence,
    @JsonPropertyDescription("Acl or DetectOnly.") @Size(max = 64) String lock) {}
