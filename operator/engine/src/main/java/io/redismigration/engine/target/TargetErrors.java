package io.redismigration.engine.target;

import static io.redismigration.redis.resp.ErrorCode.*;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import io.redismigration.engine.target.TargetError.Fatal;
import io.redismigration.engine.target.TargetError.Reconnect;
import io.redismigration.engine.target.TargetError.RetryLater;
import io.redismigration.redis.connection.ConnectionException;
import io.redismigration.redis.resp.ErrorCode;
import io.redismigration.redis.resp.RedisError;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** The table from an error reply of the target to what is done about it. */
public final class TargetErrors {

  private static final int SHOWN_CHARACTERS = 160;

  private static final Map<ErrorCode, TargetError> TABLE = new EnumMap<>(ErrorCode.class);

  static {
    // A rotated password is read again by the next connection.
    put(NOAUTH, new Reconnect(Reason.AuthenticationFailed));
    put(MOVED, new Reconnect(Reason.TargetNotReady));
    put(ASK, new Reconnect(Reason.TargetNotReady));

    put(LOADING, new RetryLater(Reason.TargetNotReady, "the target is loading its data"));
    put(BUSY, new RetryLater(Reason.TargetNotReady, "the target is busy running a script"));
    put(TRYAGAIN, new RetryLater(Reason.TargetNotReady, "the target is moving a slot"));
    put(CLUSTERDOWN, new RetryLater(Reason.TargetNotReady, "the target's cluster is down"));
    put(MAX_CLIENTS, new RetryLater(Reason.TargetNotReady, "the target accepts no more clients"));
    put(OOM, new RetryLater(Reason.TargetOutOfMemory, "the target has reached its maxmemory"));
    put(READONLY, new RetryLater(Reason.TargetNotWritable, "the target is a read-only replica"));
    put(MASTERDOWN, new RetryLater(Reason.TargetNotWritable, "the target has lost its primary"));
    put(
        NO_MASTER_LINK,
        new RetryLater(Reason.TargetNotWritable, "the target has lost its primary"));
    put(
        MISCONF,
        new RetryLater(
            Reason.TargetNotWritable, "the target refuses writes because it cannot save its data"));
    put(
        NOREPLICAS,
        new RetryLater(
            Reason.TargetNotWritable, "the target has fewer replicas than min-replicas-to-write"));

    put(
        WRONGPASS,
        new Fatal(
            Reason.AuthenticationFailed,
            "wrong user name or password",
            "correct the target's credentials"));
    put(
        NO_PASSWORD_SET,
        new Fatal(
            Reason.AuthenticationFailed,
            "a password was given but the target has none",
            "remove the password from the target's credentials"));
    put(
        NOPERM,
        new Fatal(
            Reason.PermissionDenied,
            "the target's user may not run it",
            "grant the target's user this command and all keys"));
    put(
        PROTECTED_MODE,
        new Fatal(
            Reason.PermissionDenied,
            "the target is in protected mode",
            "set a password on the target, or protected-mode no"));
    put(
        BUSYKEY,
        new Fatal(
            Reason.ForeignKeyOnTarget,
            "the key exists already",
            "find who writes to the target and stop it, empty the target, and start again"));
    put(
        BAD_PAYLOAD,
        new Fatal(
            Reason.ValueNotSupportedByTarget,
            "it cannot read the value",
            "choose a target of the source's version or newer, with the same modules"));
    put(
        DATABASE_OUT_OF_RANGE,
        new Fatal(
            Reason.CommandRefusedByTarget,
            "it has no database of that number",
            "raise databases in the target's configuration"));
    put(
        CROSSSLOT,
        new Fatal(
            Reason.CommandRefusedByTarget,
            "its keys belong to different slots",
            "choose a target that is no cluster"));
  }

  private TargetErrors() {}

  /** What to do about {@code error}; never null. */
  public static TargetError classify(RedisError error) {
    TargetError known = TABLE.get(error.code());
    return known != null
        ? known
        : new Fatal(
            Reason.CommandRefusedByTarget,
            "it answered \"" + printable(error.text()) + "\"",
            "check that the target's version and modules support what the source holds");
  }

  /** What to stop with when a connection failed such that trying again does not help. */
  public static Optional<EngineException> lasting(IOException e) {
    if (!(e instanceof ConnectionException failed)) {
      return Optional.empty();
    }
    return switch (failed.reason()) {
      case CertificateUntrusted,
          HostNameMismatch,
          ClientCertificateRequired,
          ClientCertificateRejected,
          TlsMaterialInvalid,
          ServerSpeaksPlainText,
          ServerSpeaksTls ->
          Optional.of(
              new EngineException(Reason.TlsFailed, failed.getMessage(), failed.remedy(), failed));
      default -> Optional.empty();
    };
  }

  private static void put(ErrorCode code, TargetError error) {
    TABLE.put(code, error);
  }

  /** Remote text: shown short, on one line, in plain characters. */
  private static String printable(String text) {
    String cut = text.length() > SHOWN_CHARACTERS ? text.substring(0, SHOWN_CHARACTERS) : text;
    return cut.replaceAll("[^ -~]", "?");
  }
}
