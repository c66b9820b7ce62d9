package io.redismigration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/**
 * The Kubernetes object behind the endpoints: its running state and private address are checked.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record InstanceRef(
    @JsonPropertyDescription(
            "Pod, StatefulSet, Deployment or Service; VirtualMachineInstance is not supported yet.")
        @Required
        @Pattern("^(Pod|StatefulSet|Deployment|Service|VirtualMachineInstance)$")
        @Size(min = 1, max = 253)
        String kind,
    @JsonPropertyDescription("Name of the object.")
        @Required
        @Pattern(Formats.NAME)
        @Size(min = 1, max = 253)
        String name) {}
