package io.redismigration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;

/** An object that clients follow. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SwitchedObjectStatus(
    @JsonPropertyDescription("Service, EndpointSlice or Secret.") @Size(max = 32) String kind,
    @JsonPropertyDescription("Its name.") @Size(max = 253) String name,
    @JsonPropertyDescription("Unknown, Ready, Blocked, Switched or Reverted.") @Size(max = 16)
        String state,
    @JsonPropertyDescription("What stands in the way, or who led it back.") @Size(max = 256)
        String message) {}
