package io.redismigration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;

/** Where the keys of one database go. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DatabaseMapping(
    @JsonPropertyDescription("Database on the source.") @Required @Min(0) @Max(1000000)
        Integer from,
    @JsonPropertyDescription("Database on the target.") @Required @Min(0) @Max(1000000)
        Integer to) {}
