package io.redismigration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import java.util.Map;

/** The process that moves the data. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WorkerSpec(
    @JsonPropertyDescription("Requests and limits.") ResourcesSpec resources,
    @JsonPropertyDescription("Where the stream waits while the target is behind.") SpoolSpec spool,
    @JsonPropertyDescription("Labels of the nodes it may run on.") @Size(max = 32)
        Map<String, @Size(max = 63) String> nodeSelector,
    @JsonPropertyDescription("Taints it tolerates.") @Size(max = 32)
        List<TolerationSpec> tolerations) {}
