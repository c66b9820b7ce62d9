package io.redismigration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** How far the clients' objects are repointed. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SwitchoverStatus(
    @JsonPropertyDescription("Preparing, Switching, Switched, Reverted, Done or Failed.")
        @Size(max = 16)
        String state,
    @JsonPropertyDescription("When everything led to the target first.") @Size(max = 40)
        String switchedAt,
    @JsonPropertyDescription("What is waited for, or went wrong.") @Size(max = 512) String message,
    @JsonPropertyDescription("What to run in this namespace where it failed, or was led back.")
        @Size(max = 2048)
        String byHand,
    @JsonPropertyDescription("Each object.") @Size(max = 8) List<SwitchedObjectStatus> objects) {}
