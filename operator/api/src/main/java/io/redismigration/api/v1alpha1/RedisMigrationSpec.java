package io.redismigration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** What people write. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RedisMigrationSpec(
    @JsonPropertyDescription("The side data comes from.") @Required SourceSpec source,
    @JsonPropertyDescription("The side data goes to.") @Required TargetSpec target,
    @JsonPropertyDescription("Auto, Commands or Relay.") @Default("Auto") DataPath mode,
    @JsonPropertyDescription("When the migration starts.") StartSpec start,
    @JsonPropertyDescription("Parameters set on the source at the start and restored at the end.")
        ParametersSpec parameters,
    @JsonPropertyDescription("How failing checks are treated.") ChecksSpec checks,
    @JsonPropertyDescription("What part of the source is copied; everything if absent.")
        FilterSpec filter,
    @JsonPropertyDescription("Where the keys of each database go; same number if absent.")
        @Size(max = 256)
        List<DatabaseMapping> databaseMapping,
    @JsonPropertyDescription("How fast the target is written to.") ThrottleSpec throttle,
    @JsonPropertyDescription("How it is proven that both sides hold the same data.")
        VerificationSpec verification,
    @JsonPropertyDescription(
            "What a forced full resync does once the target had caught up: Fail or Flush.")
        @Default("Fail")
        FullResyncPolicy onFullResync,
    @JsonPropertyDescription("How the migration ends.") CutoverSpec cutover,
    @JsonPropertyDescription("The process that moves the data.") WorkerSpec worker,
    @JsonPropertyDescription(
            "Command: true holds the stream, an explicit false resumes, absence changes nothing.")
        Boolean suspend,
    @JsonPropertyDescription("Command: true cancels the migration and cleans up.") Boolean cancel,
    @JsonPropertyDescription("Commands that act once for each new value.") RequestsSpec requests) {}
