package io.redismigration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** One key of a Secret in the migration's namespace. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SecretKeyRef(
    @JsonPropertyDescription("Name of the Secret.")
        @Required
        @Pattern(Formats.NAME)
        @Size(min = 1, max = 253)
        String name,
    @JsonPropertyDescription("Key in the Secret.")
        @Required
        @Pattern(Formats.SECRET_KEY)
        @Size(min = 1, max = 253)
        String key) {}
