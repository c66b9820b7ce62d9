package io.redismigration.migration.checks;

import static io.redismigration.migration.checks.CheckRow.passes;
import static io.redismigration.migration.checks.CheckRow.row;
import static io.redismigration.migration.checks.GivenFacts.NOW;
import static io.redismigration.migration.model.CheckOutcome.FAILED;
import static io.redismigration.migration.model.CheckOutcome.INFO;
import static io.redismigration.migration.model.CheckOutcome.NOT_APPLICABLE;
import static io.redismigration.migration.model.CheckOutcome.WARNING;

import io.redismigration.migration.checks.ConnectionFacts.Auth;
import io.redismigration.migration.checks.ConnectionFacts.Network;
import io.redismigration.migration.checks.ConnectionFacts.Tls;
import io.redismigration.migration.model.AccessKind;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ConnectionChecksTest {

  static Stream<CheckRow> rows() {
    return Stream.of(
        row(
            CheckName.SOURCE_SECRETS,
            "no Secret",
            f -> f.sourceConnection.secretsMissing = List.of("key password of Secret old"),
            FAILED,
            "not there: key password of Secret old",
            "spec.source.auth"),
        row(
            CheckName.TARGET_RESOLVES,
            "unknown name",
            f -> f.targetConnection.addresses = List.of(),
            FAILED,
            "redis-new has no address",
            "spec.target.endpoints"),
        row(
            CheckName.SOURCE_ADDRESS_ALLOWED,
            "metadata address",
            f -> f.sourceConnection.forbidden = "169.254.169.254",
            FAILED,
            "169.254.169.254",
            "spec.source.endpoints"),
        row(
            CheckName.SOURCE_REACHABLE,
            "closed port",
            f -> f.sourceConnection.network = Network.REFUSED,
            FAILED,
            "redis-old:6379 refused",
            "NetworkPolicy"),
        row(
            CheckName.SOURCE_REACHABLE,
            "firewalled machine",
            f -> {
              f.sourceConnection.network = Network.TIMED_OUT;
              f.sourceConnection.access = AccessKind.VIRTUAL_MACHINE;
            },
            FAILED,
            "drops packets",
            "security group"),
        row(
            CheckName.SOURCE_REACHABLE,
            "broken line",
            f -> {
              f.sourceConnection.network = Network.NO_ROUTE;
              f.sourceConnection.access = AccessKind.VPN;
            },
            FAILED,
            "no route",
            "allow-list"),
        row(
            CheckName.SOURCE_REACHABLE,
            "stopped instance",
            f -> {
              f.sourceConnection.network = Network.CLOSED_AT_ONCE;
              f.sourceConnection.access = AccessKind.MANAGED;
            },
            FAILED,
            "closed the connection",
            "instance"),
        passes(CheckName.SOURCE_TLS, "TLS", f -> f.sourceConnection.tls = Tls.ESTABLISHED),
        row(
            CheckName.SOURCE_TLS,
            "plain server",
            f -> f.sourceConnection.tls = Tls.SERVER_SPEAKS_PLAIN,
            FAILED,
            "plain text",
            "spec.source.tls"),
        row(
            CheckName.SOURCE_TLS,
            "TLS server",
            f -> f.sourceConnection.tls = Tls.SERVER_WANTS_TLS,
            FAILED,
            "speaks TLS",
            "add spec.source.tls"),
        row(
            CheckName.SOURCE_TLS,
            "own authority",
            f -> f.sourceConnection.tls = Tls.UNTRUSTED,
            FAILED,
            "not trusted",
            "caSecretRef"),
        row(
            CheckName.SOURCE_TLS,
            "old certificate",
            f -> f.sourceConnection.tls = Tls.EXPIRED,
            FAILED,
            "expired",
            "renew"),
        row(
            CheckName.SOURCE_TLS,
            "other name",
            f -> f.sourceConnection.tls = Tls.WRONG_HOST_NAME,
            FAILED,
            "not for redis-old",
            "serverName"),
        row(
            CheckName.SOURCE_TLS,
            "mutual TLS",
            f -> f.sourceConnection.tls = Tls.CLIENT_CERTIFICATE_REFUSED,
            FAILED,
            "client certificate",
            "certificateSecretRef"),
        row(
            CheckName.SOURCE_TLS,
            "TLS 1.0 only",
            f -> f.sourceConnection.tls = Tls.FAILED,
            FAILED,
            "no TLS version",
            "TLS 1.2"),
        row(CheckName.SOURCE_CERTIFICATE_LIFETIME, "no TLS", f -> {}, NOT_APPLICABLE, "", ""),
        row(
            CheckName.SOURCE_CERTIFICATE_LIFETIME,
            "ends tomorrow",
            f -> f.sourceConnection.certificateEnds = NOW.plus(Duration.ofDays(1)),
            WARNING,
            "2030-01-02",
            "renew"),
        row(
            CheckName.SOURCE_CERTIFICATE_LIFETIME,
            "ends before the cutover",
            f -> {
              f.sourceConnection.certificateEnds = NOW.plus(Duration.ofDays(20));
              f.plannedUntil = NOW.plus(Duration.ofDays(30));
            },
            WARNING,
            "ends at 2030-01-21T00:00:00Z, before the last time of the plan, 2030-01-31",
            "bring spec.start.at"),
        passes(
            CheckName.SOURCE_CERTIFICATE_LIFETIME,
            "ends next year, nothing is planned",
            f -> f.sourceConnection.certificateEnds = NOW.plus(Duration.ofDays(365))),
        passes(
            CheckName.SOURCE_AUTHENTICATED,
            "no password on both ends",
            f -> f.sourceConnection.auth = Auth.NO_PASSWORD_NEEDED),
        row(
            CheckName.SOURCE_AUTHENTICATED,
            "password for nothing",
            f -> f.sourceConnection.auth = Auth.PASSWORD_NOT_WANTED,
            WARNING,
            "no password",
            "spec.source.auth"),
        row(
            CheckName.TARGET_AUTHENTICATED,
            "password missing",
            f -> f.targetConnection.auth = Auth.PASSWORD_REQUIRED,
            FAILED,
            "wants a password",
            "set spec.target.auth.passwordSecretRef"),
        row(
            CheckName.SOURCE_AUTHENTICATED,
            "wrong password",
            f -> f.sourceConnection.auth = Auth.REJECTED,
            FAILED,
            "rejects",
            "usernameSecretRef"),
        row(
            CheckName.SOURCE_AUTHENTICATED,
            "protected mode",
            f -> f.sourceConnection.auth = Auth.PROTECTED_MODE,
            FAILED,
            "protected mode",
            "requirepass"),
        row(
            CheckName.SOURCE_AUTHENTICATED,
            "hung up",
            f -> f.sourceConnection.auth = Auth.NOT_TRIED,
            FAILED,
            "not tried",
            "other checks"),
        row(
            CheckName.SOURCE_PERMISSIONS,
            "no psync",
            f -> {
              f.sourceConnection.user = "mig";
              f.sourceConnection.denied.addAll(List.of("psync", "replconf"));
            },
            FAILED,
            "psync, replconf",
            "ACL SETUSER mig +psync +replconf"),
        row(
            CheckName.TARGET_PERMISSIONS,
            "some keys only",
            f -> {
              f.targetConnection.user = "mig";
              f.targetConnection.denied.addAll(List.of("restore", "~*"));
              f.targetConnection.deniedOptional.add("client|kill");
            },
            FAILED,
            "not permitted: restore, ~*; useful as well: client|kill",
            "ACL SETUSER mig ~* +restore +client|kill"),
        row(
            CheckName.SOURCE_PERMISSIONS,
            "no pause",
            f -> f.sourceConnection.deniedOptional.add("client|pause"),
            WARNING,
            "client|pause",
            "ACL SETUSER default +client|pause"),
        row(
            CheckName.SOURCE_COMMANDS_KNOWN,
            "no sync",
            f -> f.sourceConnection.unknown.add("sync"),
            FAILED,
            "sync",
            "rename-command"),
        row(
            CheckName.SOURCE_COMMANDS_KNOWN,
            "no config",
            f -> f.sourceConnection.unknownOptional.add("config"),
            WARNING,
            "config",
            "rename-command"),
        row(
            CheckName.SOURCE_ROUND_TRIP,
            "near",
            f -> {},
            INFO,
            "round trip 0.2 ms: it does not limit",
            ""),
        row(
            CheckName.SOURCE_ROUND_TRIP,
            "far",
            f -> f.sourceConnection.roundTrip = Duration.ofMillis(80),
            INFO,
            "round trip 80.0 ms: one connection carries about 50Mi/s at most",
            ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void saysWhatItSawAndWhatToDo(CheckRow row) {
    row.holds();
  }
}
