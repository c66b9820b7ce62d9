package io.redismigration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** One check and how it ended. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CheckStatus(
    @JsonPropertyDescription("Name, stable.") @Required @Size(max = 64) String name,
    @JsonPropertyDescription("Node it looked at, where there are several.") @Size(max = 64)
        String node,
    @JsonPropertyDescription("Fail, Warning or Info.") CheckLevel level,
    @JsonPropertyDescription("Passed, Failed, Ignored, Blocked or NotApplicable.")
        CheckResult result,
    @JsonPropertyDescription("What was seen; absent if it passed.") @Size(max = 512) String message,
    @JsonPropertyDescription("What to do about it.") @Size(max = 512) String suggestion,
    @JsonPropertyDescription(
            "What the first validation had found (Passed, Info, Warning, ...), where the second one,"
                + " on start, found something else.")
        @Size(max = 32)
        String before) {}
