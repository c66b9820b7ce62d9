package io.redismigration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/** Numbers of keys of one database. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DatabaseKeys(
    @JsonPropertyDescription("Database on the source.") @Required Integer database,
    @JsonPropertyDescription("Keys on the source.") Long source,
    @JsonPropertyDescription("Keys on the target.") Long target) {}
