package io.redismigration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** An EndpointSlice that is pointed at the target. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EndpointSliceSwitch(
    @JsonPropertyDescription("Name of the EndpointSlice.")
        @Required
        @Pattern(Formats.NAME)
        @Size(min = 1, max = 253)
        String name,
    @JsonPropertyDescription("Addresses of the target, of the slice's own address type.")
        @Required
        @Size(min = 1, max = 100)
        List<@Size(min = 1, max = 253) String> addresses,
    @JsonPropertyDescription("Port of the target; without it the slice keeps its own.")
        @Min(1)
        @Max(65535)
        Integer port) {}
