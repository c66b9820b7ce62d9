package io.redismigration.manifest;

import static io.redismigration.manifest.SpecMapper.label;

import io.redismigration.api.v1alpha1.SourceSpec;
import io.redismigration.api.v1alpha1.TargetSpec;
import io.redismigration.migration.model.AccessKind;
import io.redismigration.migration.model.AuthSpec;
import io.redismigration.migration.model.ConnectionSpec;
import io.redismigration.migration.model.Endpoint;
import io.redismigration.migration.model.InstanceRef;
import io.redismigration.migration.model.SecretKeyRef;
import io.redismigration.migration.model.SentinelSpec;
import io.redismigration.migration.model.TlsSpec;
import io.redismigration.migration.model.Topology;
import java.util.ArrayList;
import java.util.List;

/** The manifest's two connection blocks as the planner's. */
final class ConnectionMapper {
  private static final String CERTIFICATE_KEY = "tls.crt";
  private static final String PRIVATE_KEY_KEY = "tls.key";

  private final Problems problems;

  ConnectionMapper(Problems problems) {
    this.problems = problems;
  }

  ConnectionSpec source(SourceSpec written) {
    checkSentinel("spec.source", written.topology(), written.sentinel());
    return new ConnectionSpec(
        label(Topology.class, written.topology()),
        label(AccessKind.class, written.access()),
        endpoints("spec.source.endpoints", written.endpoints()),
        instance(written.instanceRef()),
        auth(written.auth()),
        tls(written.tls()),
        sentinel(written.sentinel()),
        Boolean.TRUE.equals(written.preferReplica()));
  }

  ConnectionSpec target(TargetSpec written) {
    checkSentinel("spec.target", written.topology(), written.sentinel());
    return new ConnectionSpec(
        label(Topology.class, written.topology()),
        label(AccessKind.class, written.access()),
        endpoints("spec.target.endpoints", written.endpoints()),
        instance(written.instanceRef()),
        auth(written.auth()),
        tls(written.tls()),
        sentinel(written.sentinel()),
        false);
  }

  private List<Endpoint> endpoints(String path, List<String> written) {
    List<Endpoint> endpoints = new ArrayList<>();
    for (int i = 0; i < written.size(); i++) {
      endpoints.add(problems.read(path + "[" + i + "]", written.get(i), Endpoint::parse));
    }
    return endpoints.contains(null) ? null : endpoints;
  }

  private void checkSentinel(
      String path,
      io.redismigration.api.v1alpha1.Topology topology,
      io.redismigration.api.v1alpha1.SentinelSpec sentinel) {
    if (topology == io.redismigration.api.v1alpha1.Topology.Sentinel && sentinel == null) {
      problems.add(path + ".sentinel", "is missing; topology Sentinel needs its masterName");
    }
  }

  private static InstanceRef instance(io.redismigration.api.v1alpha1.InstanceRef written) {
    return written == null ? null : new InstanceRef(written.kind(), written.name());
  }

  private static AuthSpec auth(io.redismigration.api.v1alpha1.AuthSpec written) {
    return written == null
        ? null
        : new AuthSpec(secret(written.usernameSecretRef()), secret(written.passwordSecretRef()));
  }

  private static TlsSpec tls(io.redismigration.api.v1alpha1.TlsSpec written) {
    if (written == null) {
      return null;
    }
    String certificate =
        written.certificateSecretRef() == null ? null : written.certificateSecretRef().name();
    return new TlsSpec(
        secret(written.caSecretRef()),
        certificate == null ? null : new SecretKeyRef(certificate, CERTIFICATE_KEY),
        certificate == null ? null : new SecretKeyRef(certificate, PRIVATE_KEY_KEY),
        written.serverName(),
        Boolean.TRUE.equals(written.insecureSkipVerify()));
  }

  private static SentinelSpec sentinel(io.redismigration.api.v1alpha1.SentinelSpec written) {
    return written == null ? null : new SentinelSpec(written.masterName(), auth(written.auth()));
  }

  private static SecretKeyRef secret(io.redismigration.api.v1alpha1.SecretKeyRef written) {
    return written == null ? null : new SecretKeyRef(written.name(), written.key());
  }
}
