package io.redismigration.engine.link;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.PasswordRotation;
import io.redismigration.engine.Reason;
import io.redismigration.redis.connection.ConnectionException;
import io.redismigration.redis.resp.RedisErrorException;
import java.io.IOException;
import java.net.SocketTimeoutException;

/**
 * What became of a connection.
 *
 * @param why for the user
 * @param when how it may end
 */
record Trouble(EngineException why, Cure when) {

  /** What helps. */
  enum Cure {
    /** Time: try again. */
    TIME,
    /** A person, before anything was received; later on it may be a rotation: try again. */
    PERSON,
    /** Nothing: the link ends. */
    NOTHING
  }

  static Trouble of(IOException e) {
    if (e instanceof RefusedException refused) {
      return new Trouble(refused.why(), refused.lasting() ? Cure.PERSON : Cure.TIME);
    }
    if (e instanceof RedisErrorException refused
        && PsyncReply.of("-" + refused.error().text()) instanceof PsyncReply.Refused reply) {
      return new Trouble(reply.why(), reply.lasting() ? Cure.PERSON : Cure.TIME);
    }
    if (e instanceof ConnectionException connection) {
      return of(connection);
    }
    if (e instanceof SocketTimeoutException) {
      return unreachable("the source fell silent: " + e.getMessage(), e);
    }
    return unreachable("the connection to the source broke: " + e.getMessage(), e);
  }

  /** A password that was good once is waited for as long as it may be a rotation. */
  Trouble judged(PasswordRotation rotation) {
    if (why.reason() != Reason.AuthenticationFailed) {
      rotation.over();
      return this;
    }
    try {
      return new Trouble(rotation.refused(why), Cure.TIME);
    } catch (EngineException e) {
      return new Trouble(e, Cure.NOTHING);
    }
  }

  private static Trouble of(ConnectionException e) {
    return switch (e.reason()) {
      case NameNotResolved, Refused, Unreachable, TimedOut, Closed, Failed ->
          new Trouble(
              new EngineException(Reason.SourceUnreachable, e.getMessage(), e.remedy(), e),
              Cure.TIME);
      case ProtocolViolation ->
          new Trouble(
              new EngineException(Reason.ProtocolViolation, e.getMessage(), e.remedy(), e),
              Cure.PERSON);
      case CertificateUntrusted,
          HostNameMismatch,
          ClientCertificateRequired,
          ClientCertificateRejected,
          TlsHandshakeFailed,
          TlsMaterialInvalid,
          ServerSpeaksPlainText,
          ServerSpeaksTls ->
          new Trouble(
              new EngineException(Reason.TlsFailed, e.getMessage(), e.remedy(), e), Cure.PERSON);
    };
  }

  private static Trouble unreachable(String what, IOException e) {
    return new Trouble(
        new EngineException(
            Reason.SourceUnreachable, what, "check the source and the network path to it", e),
        Cure.TIME);
  }
}
