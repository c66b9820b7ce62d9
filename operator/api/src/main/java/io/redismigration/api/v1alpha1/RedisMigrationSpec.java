package io.redismigration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** What people write. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = Rules.DIFFERENT_SIDES,
    message =
        "source and target name the same endpoint: a migration to itself would lose data; change one of them",
    fieldPath = ".target")
@ValidationRule(
    value = Rules.MAPPED_ONCE,
    message = "databaseMapping sends one source database to two places: keep one entry per from",
    fieldPath = ".databaseMapping")
@ValidationRule(
    value = Rules.MAPPED_IS_COPIED,
    message =
        "databaseMapping names a source database that filter.databases leaves out: add it there, or remove the entry",
    fieldPath = ".databaseMapping")
@ValidationRule(
    value = Rules.CLUSTER_SOURCE,
    message =
        "a Redis Cluster has database 0 only: with source.topology Cluster, map and filter no other",
    fieldPath = ".source")
@ValidationRule(
    value = Rules.CLUSTER_TARGET,
    message = "a Redis Cluster has database 0 only: with target.topology Cluster, map to no other",
    fieldPath = ".target")
public record RedisMigrationSpec(
    @JsonPropertyDescription("The side data comes from.") @Required SourceSpec source,
    @JsonPropertyDescription("The side data goes to.") @Required TargetSpec target,
    @JsonPropertyDescription("Auto, Commands or Relay.") @Default("Auto") DataPath mode,
    @JsonPropertyDescription("When the migration starts.") @Default("{}") StartSpec start,
    @JsonPropertyDescription("Parameters set on the source at the start and restored at the end.")
        @Default("{}")
        ParametersSpec parameters,
    @JsonPropertyDescription("How failing checks are treated.") ChecksSpec checks,
    @JsonPropertyDescription("What part of the source is copied; everything if absent.")
        FilterSpec filter,
    @JsonPropertyDescription("Where the keys of each database go; same number if absent.")
        @Size(max = 256)
        List<DatabaseMapping> databaseMapping,
    @JsonPropertyDescription("How fast the target is written to.") ThrottleSpec throttle,
    @JsonPropertyDescription("How it is proven that both sides hold the same data.") @Default("{}")
        VerificationSpec verification,
    @JsonPropertyDescription(
            "What a forced full resync does once the target had caught up: Fail or Flush.")
        @Default("Fail")
        FullResyncPolicy onFullResync,
    @JsonPropertyDescription("How the migration ends.") @Default("{}") CutoverSpec cutover,
    @JsonPropertyDescription("The process that moves the data.") WorkerSpec worker,
    @JsonPropertyDescription(
            "Command: true holds the stream, an explicit false resumes, absence changes nothing.")
        Boolean suspend,
    @JsonPropertyDescription("Command: true cancels the migration and cleans up.") Boolean cancel,
    @JsonPropertyDescription("Commands that act once for each new value.") RequestsSpec requests) {}
