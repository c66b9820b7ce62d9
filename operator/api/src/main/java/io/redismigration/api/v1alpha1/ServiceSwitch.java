package io.redismigration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.Map;

/** A Service that is pointed at the target. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ServiceSwitch(
    @JsonPropertyDescription("Name of the Service.") @Required @Size(min = 1, max = 253)
        String name,
    @JsonPropertyDescription("Its selector afterwards.") @Required @Size(max = 32)
        Map<String, String> selector) {}
