package io.redismigration.migration.checks;

import io.redismigration.migration.model.AccessKind;
import io.redismigration.migration.model.Side;
import io.redismigration.migration.model.Sizes;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** From the name of a server to a connection that may do what it must. */
final class ConnectionRules {
  private static final Duration CERTIFICATE_MARGIN = Duration.ofDays(7);

  /**
   * What Linux lets be under way on one connection (tcp_rmem, its default of 6 MiB, less a third).
   */
  private static final long WINDOW_BYTES = 4L << 20;

  /** What one connection loads on an ordinary machine: a line that carries more is no limit. */
  private static final long ORDINARY_BYTES_PER_SECOND = 200L << 20;

  private ConnectionRules() {}

  static void addTo(Map<CheckName, Function<CheckFacts, Finding>> rules) {
    for (Side side : Side.values()) {
      rules.put(name(side, "SECRETS"), on(side, ConnectionRules::secrets));
      rules.put(name(side, "RESOLVES"), on(side, ConnectionRules::resolves));
      rules.put(name(side, "ADDRESS_ALLOWED"), on(side, ConnectionRules::addressAllowed));
      rules.put(name(side, "REACHABLE"), on(side, ConnectionRules::reachable));
      rules.put(name(side, "TLS"), on(side, ConnectionRules::tls));
      rules.put(
          name(side, "CERTIFICATE_LIFETIME"),
          facts -> certificateLifetime(connection(side, facts), facts));
      rules.put(name(side, "AUTHENTICATED"), on(side, ConnectionRules::authenticated));
      rules.put(
          name(side, "PERMISSIONS"),
          facts ->
              side == Side.TARGET && isLockedByAnother(facts)
                  ? Finding.warning(
                      "cannot be told: another migration has locked the target",
                      "see TargetNotClaimed; permit nothing now, that would undo its lock")
                  : permissions(connection(side, facts)));
      rules.put(name(side, "COMMANDS_KNOWN"), on(side, ConnectionRules::commandsKnown));
      rules.put(name(side, "ROUND_TRIP"), on(side, ConnectionRules::roundTrip));
    }
  }

  /** Whoever claims it may have taken the right to write from our user. */
  private static boolean isLockedByAnother(CheckFacts facts) {
    TargetFacts target = facts.target();
    return target != null
        && target.claim() != null
        && !target.claim().runId().equals(facts.runId())
        && target.lock().locked();
  }

  private static CheckName name(Side side, String what) {
    return CheckName.valueOf(side.name() + "_" + what);
  }

  private static Function<CheckFacts, Finding> on(
      Side side, Function<ConnectionFacts, Finding> rule) {
    return facts -> rule.apply(connection(side, facts));
  }

  private static ConnectionFacts connection(Side side, CheckFacts facts) {
    return side == Side.SOURCE ? facts.sourceConnection() : facts.targetConnection();
  }

  private static String field(ConnectionFacts seen, String what) {
    return "spec.%s.%s".formatted(seen.side().name().toLowerCase(Locale.ROOT), what);
  }

  private static Finding secrets(ConnectionFacts seen) {
    return seen.secretsMissing().isEmpty()
        ? Finding.passed()
        : Finding.failed(
            "not there: " + String.join(", ", seen.secretsMissing()),
            "put it there, or correct the reference in "
                + field(seen, "auth")
                + " or "
                + field(seen, "tls"));
  }

  private static Finding resolves(ConnectionFacts seen) {
    return seen.addresses().isEmpty()
        ? Finding.failed(
            "the name %s has no address".formatted(seen.endpoint().host()),
            "correct " + field(seen, "endpoints") + " or the name service")
        : Finding.passed();
  }

  private static Finding addressAllowed(ConnectionFacts seen) {
    return seen.forbiddenAddress() == null
        ? Finding.passed()
        : Finding.failed(
            "%s is %s, a link-local, metadata or multicast address"
                .formatted(seen.endpoint().host(), seen.forbiddenAddress()),
            "name the server's own address in " + field(seen, "endpoints"));
  }

  private static Finding reachable(ConnectionFacts seen) {
    String how =
        switch (seen.network()) {
          case CONNECTED -> null;
          case REFUSED -> "refused the connection: nothing listens on this port";
          case TIMED_OUT -> "did not answer: something on the way drops packets";
          case NO_ROUTE -> "cannot be reached: there is no route";
          case CLOSED_AT_ONCE -> "closed the connection at once";
        };
    if (how == null) {
      return Finding.passed();
    }
    // A TLS port closes on plain text without a word (redis 7.0.15 tls.c).
    String other =
        seen.network() == ConnectionFacts.Network.CLOSED_AT_ONCE
            ? "add %s if the port speaks TLS; else ".formatted(field(seen, "tls"))
            : "";
    String address =
        "check that %s is right and its server runs (on the command line --resolve says what is"
                .formatted(field(seen, "endpoints"))
            + " dialled for a name); then ";
    return Finding.failed(
        "%s %s".formatted(seen.endpoint(), how), other + address + hint(seen.access()));
  }

  private static String hint(AccessKind access) {
    return switch (access) {
      case PUBLIC_NETWORK, VIRTUAL_MACHINE ->
          "allow this machine's address in the server's security group, for all the ports of its"
              + " nodes, and check that the server is bound to that network interface";
      case DIRECT_CONNECT, VPN ->
          "check the route over the line in both directions and the allow-list of the server";
      case IN_CLUSTER ->
          "in a cluster check the Service, its endpoints and the NetworkPolicy of both sides";
      case MANAGED -> "check the instance's allow-list and that it runs";
    };
  }

  private static Finding tls(ConnectionFacts seen) {
    String settings = field(seen, "tls");
    return switch (seen.tls()) {
      case NOT_WANTED, ESTABLISHED -> Finding.passed();
      case SERVER_SPEAKS_PLAIN ->
          Finding.failed(
              "the port speaks plain text", "remove " + settings + " or use the TLS port");
      case SERVER_WANTS_TLS -> Finding.failed("the port speaks TLS", "add " + settings);
      case UNTRUSTED ->
          Finding.failed(
              "the server's certificate comes from an authority that is not trusted",
              "set " + settings + ".caSecretRef to the authority's certificate");
      case EXPIRED -> Finding.failed("the server's certificate has expired", "renew it");
      case WRONG_HOST_NAME ->
          Finding.failed(
              "the server's certificate is not for %s".formatted(seen.endpoint().host()),
              "set " + settings + ".serverName to a name it carries");
      case CLIENT_CERTIFICATE_REFUSED ->
          Finding.failed(
              "the server wants a client certificate that it knows",
              "set " + settings + ".certificateSecretRef");
      case FAILED ->
          Finding.failed(
              "no TLS version or cipher is common to both", "enable TLS 1.2 or 1.3 on the server");
    };
  }

  private static Finding certificateLifetime(ConnectionFacts seen, CheckFacts facts) {
    Instant ends = seen.certificateEnds();
    if (ends == null) {
      return Finding.notApplicable();
    }
    Instant planned = facts.options().plannedUntil();
    if (planned != null && ends.isBefore(planned)) {
      return Finding.warning(
          "the server's certificate ends at %s, before the last time of the plan, %s"
              .formatted(ends, planned),
          "renew it before then, or bring spec.start.at and spec.cutover.at forward");
    }
    return ends.isAfter(facts.now().plus(CERTIFICATE_MARGIN))
        ? Finding.passed()
        : Finding.warning(
            "the server's certificate ends at " + ends, "renew it before the migration starts");
  }

  private static Finding authenticated(ConnectionFacts seen) {
    String password = field(seen, "auth.passwordSecretRef");
    return switch (seen.auth()) {
      case ACCEPTED, NO_PASSWORD_NEEDED -> Finding.passed();
      case PASSWORD_NOT_WANTED ->
          Finding.warning(
              "the server has no password but one is given",
              "check that this is the right server, then remove " + password);
      case PASSWORD_REQUIRED -> Finding.failed("the server wants a password", "set " + password);
      case REJECTED ->
          Finding.failed(
              "the server rejects the user name and password",
              "correct the value behind "
                  + password
                  + " and "
                  + field(seen, "auth.usernameSecretRef"));
      case PROTECTED_MODE ->
          Finding.failed(
              "the server is in protected mode and has no password",
              "set requirepass on the server, or protected-mode no in a trusted network");
      case NOT_TRIED -> Finding.failed("the log-in was not tried", "see the other checks");
    };
  }

  private static Finding permissions(ConnectionFacts seen) {
    List<String> all =
        Stream.concat(seen.denied().stream(), seen.deniedOptional().stream()).toList();
    if (!seen.denied().isEmpty()) {
      String optional =
          seen.deniedOptional().isEmpty()
              ? ""
              : "; useful as well: " + String.join(", ", seen.deniedOptional());
      return Finding.failed(
          "not permitted: " + String.join(", ", seen.denied()) + optional, setUser(seen, all));
    }
    return all.isEmpty()
        ? Finding.passed()
        : Finding.warning(
            "not permitted, done without: " + String.join(", ", all), setUser(seen, all));
  }

  /** Rules of keys first, as ACL LIST shows them. */
  static String setUser(ConnectionFacts seen, List<String> commands) {
    return "ACL SETUSER %s %s"
        .formatted(
            seen.user() == null ? "default" : seen.user(),
            commands.stream()
                .sorted(Comparator.comparing((String rule) -> !rule.startsWith("~")))
                .map(command -> command.startsWith("~") ? command : "+" + command)
                .collect(Collectors.joining(" ")));
  }

  private static Finding commandsKnown(ConnectionFacts seen) {
    if (!seen.unknown().isEmpty()) {
      return Finding.failed(
          "renamed or disabled: " + String.join(", ", seen.unknown()),
          "remove the rename-command lines of these from the server's configuration");
    }
    if (!seen.unknownOptional().isEmpty()) {
      return Finding.warning(
          "renamed or disabled, done without: " + String.join(", ", seen.unknownOptional()),
          "remove the rename-command lines of these, or set what they would set by hand");
    }
    return Finding.passed();
  }

  private static Finding roundTrip(ConnectionFacts seen) {
    if (seen.roundTrip() == null) {
      return Finding.notApplicable();
    }
    double millis = seen.roundTrip().toNanos() / 1e6;
    long perSecond = (long) (WINDOW_BYTES * 1000 / Math.max(millis, 0.001));
    String effect =
        perSecond > ORDINARY_BYTES_PER_SECOND
            ? "it does not limit the speed"
            : "one connection carries about %s/s at most, by a TCP window of %s"
                .formatted(Sizes.of(perSecond), Sizes.of(WINDOW_BYTES));
    return Finding.info(String.format(Locale.ROOT, "round trip %.1f ms: %s", millis, effect));
  }
}
