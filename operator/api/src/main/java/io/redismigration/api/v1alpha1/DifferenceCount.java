package io.redismigration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** How many keys differ in one way. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DifferenceCount(
    @JsonPropertyDescription("Missing, Extra, Type, Value or Ttl.") @Required @Size(max = 32)
        String kind,
    @JsonPropertyDescription("Number of keys.") @Required Long count,
    @JsonPropertyDescription("Some of them.") @Size(max = 16)
        List<@Size(max = 256) String> sample) {}
