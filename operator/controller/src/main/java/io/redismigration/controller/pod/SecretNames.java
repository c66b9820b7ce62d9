package io.redismigration.controller.pod;

import io.redismigration.migration.model.AuthSpec;
import io.redismigration.migration.model.ConnectionSpec;
import io.redismigration.migration.model.SecretKeyRef;
import io.redismigration.migration.model.TlsSpec;
import io.redismigration.migration.task.TaskSpec;
import io.redismigration.migration.task.TaskType;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The Secrets an order refers to. */
public final class SecretNames {
  private SecretNames() {}

  /** Their names, each once. */
  public static SortedSet<String> of(TaskSpec order) {
    boolean targetOnly = order.type() == TaskType.SWITCH;
    return Stream.of(targetOnly ? null : order.source(), order.target())
        .filter(Objects::nonNull)
        .flatMap(SecretNames::references)
        .filter(Objects::nonNull)
        .map(SecretKeyRef::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Stream<SecretKeyRef> references(ConnectionSpec side) {
    Stream<SecretKeyRef> sentinel =
        side.sentinel() == null ? Stream.of() : references(side.sentinel().auth());
    return Stream.concat(Stream.concat(references(side.auth()), sentinel), references(side.tls()));
  }

  private static Stream<SecretKeyRef> references(AuthSpec auth) {
    return auth == null
        ? Stream.of()
        : Stream.of(auth.usernameSecretRef(), auth.passwordSecretRef());
  }

  private static Stream<SecretKeyRef> references(TlsSpec tls) {
    return tls == null
        ? Stream.of()
        : Stream.of(tls.caSecretRef(), tls.certificateSecretRef(), tls.keySecretRef());
  }
}
