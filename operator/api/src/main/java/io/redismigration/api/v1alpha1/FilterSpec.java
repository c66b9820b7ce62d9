package io.redismigration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** What part of the source is copied; everything if absent. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FilterSpec(
    @JsonPropertyDescription("Only these databases.") @Size(max = 256)
        List<@Min(0) @Max(1000000) Integer> databases,
    @JsonPropertyDescription("Only these keys.") KeyFilter keys) {}
