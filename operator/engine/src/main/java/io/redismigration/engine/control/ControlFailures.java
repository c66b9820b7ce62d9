package io.redismigration.engine.control;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;

/**
 * Turns what lettuce reports of a connection that could not be opened into a reason and a remedy.
 */
final class ControlFailures {
  private ControlFailures() {}

  static EngineException connecting(LettuceControl.Side side, String address, Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      EngineException known = classify(side, address, cause);
      if (known != null) {
        return known;
      }
    }
    return new EngineException(
        side.unreachable(),
        "no connection to " + address,
        "check address, port and network",
        failure);
  }

  /** Whether the server has no password although one was given: to be tried again without. */
  static boolean isPasswordUnwanted(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String text = String.valueOf(cause.getMessage());
      if (text.contains("without any password configured") || text.contains("no password is set")) {
        return true;
      }
    }
    return false;
  }

  private static EngineException classify(
      LettuceControl.Side side, String address, Throwable cause) {
    String text = String.valueOf(cause.getMessage());
    if (text.startsWith("NOAUTH")
        || text.startsWith("WRONGPASS")
        || text.contains("invalid password")) {
      return new EngineException(
          Reason.AuthenticationFailed,
          address + " refused the user or password",
          "check spec." + field(side) + ".auth",
          cause);
    }
    if (cause instanceof SSLException) {
      return new EngineException(
          Reason.TlsFailed,
          "TLS with " + address + " failed",
          "check spec." + field(side) + ".tls",
          cause);
    }
    if (cause instanceof UnknownHostException) {
      return new EngineException(
          side.unreachable(),
          address + " does not resolve",
          "check spec." + field(side) + ".endpoints",
          cause);
    }
    if (cause instanceof ConnectException || cause instanceof SocketTimeoutException) {
      return new EngineException(
          side.unreachable(),
          address + " cannot be reached",
          "check address, port, firewall and security group",
          cause);
    }
    return null;
  }

  private static String field(LettuceControl.Side side) {
    return side == LettuceControl.Side.SOURCE ? "source" : "target";
  }
}
