package io.redismigration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** Numbers of keys on both sides. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record KeysStatus(
    @JsonPropertyDescription("Keys on the source.") Long source,
    @JsonPropertyDescription("Keys on the target.") Long target,
    @JsonPropertyDescription("The same per database.") @Size(max = 64)
        List<DatabaseKeys> databases) {}
