package io.redismigration.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** The side data goes to. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(value = Rules.ENDPOINTS, message = Rules.ENDPOINTS_SAY, fieldPath = ".endpoints")
@ValidationRule(
    value = Rules.SENTINEL_NAMED,
    message = Rules.SENTINEL_NAMED_SAY,
    fieldPath = ".topology")
@ValidationRule(
    value = Rules.SENTINEL_MEANT,
    message = Rules.SENTINEL_MEANT_SAY,
    fieldPath = ".sentinel")
public record TargetSpec(
    @JsonPropertyDescription("Auto, Standalone, Sentinel or Cluster.") @Default("Auto")
        Topology topology,
    @JsonPropertyDescription(
            "How the endpoints are reached: PublicNetwork, VirtualMachine, DirectConnect, Vpn, InCluster or Managed. Chooses checks and hints.")
        @Default("InCluster")
        Access access,
    @JsonPropertyDescription("Addresses, host:port; with topology Sentinel those of the Sentinels.")
        @Required
        @Size(min = 1, max = 64)
        List<@Size(min = 3, max = 261) String> endpoints,
    @JsonPropertyDescription(
            "The Kubernetes object behind the endpoints: that it runs, and that they lead to it, is checked.")
        InstanceRef instanceRef,
    @JsonPropertyDescription("How to log in; absent for a server without password.") AuthSpec auth,
    @JsonPropertyDescription("TLS towards the endpoints; absent for plain TCP.") TlsSpec tls,
    @JsonPropertyDescription("Sentinel, when the endpoints are Sentinels.") SentinelSpec sentinel,
    @JsonPropertyDescription(
            "What keys on the target lead to: Reject refuses it; Flush removes them before the copy, in the databases the source uses and no others, after flushConfirm.")
        @Default("Reject")
        ExistingData existingData,
    @JsonPropertyDescription(
            "Command: status.flushToken, which confirms that the keys named in status.message are removed. Works once, for that process of the target and those databases; any other word does nothing.")
        @Size(max = 64)
        String flushConfirm,
    @JsonPropertyDescription(
            "Whether every other user of the target loses @write until the commit: Auto does so where the target has users with rules (6.0) and its user may change them, and finds and tells others' writes elsewhere, as DetectOnly does; Acl fails the check TargetLock there.")
        @Default("Auto")
        LockMode lock,
    @JsonPropertyDescription(
            "What a write of somebody else to the target does, seen before the cutover: Warn tells it and holds the cutover until everything was compared again, Fail ends the migration.")
        @Default("Warn")
        ForeignWrites foreignWrites) {}
