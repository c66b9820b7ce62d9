package io.redismigration.worker.parameters;

import io.redismigration.migration.lock.LockedUser;
import io.redismigration.redis.connection.ConnectionSettings;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * The log-in of the user a worker makes for its run. The password is this worker's alone: it is
 * nowhere but in its memory, and the next worker gives the user another one, so that an earlier one
 * that still lives cannot connect any more.
 */
public final class RunLogin {
  private static final int BYTES = 32;

  private final String user;
  private final String password;

  private RunLogin(String user, String password) {
    this.user = user;
    this.password = password;
  }

  /** A new password for a run's user. */
  public static RunLogin of(String run) {
    byte[] random = new byte[BYTES];
    new SecureRandom().nextBytes(random);
    return new RunLogin(LockedUser.own(run), HexFormat.of().formatHex(random));
  }

  String user() {
    return user;
  }

  /** What a server is told of the password. */
  String hash() {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(password.getBytes(StandardCharsets.US_ASCII));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** The same connection, logged in as the run's user. */
  public ConnectionSettings on(ConnectionSettings settings) {
    return settings.withUser(user, password::toCharArray);
  }

  /** Never shows the password. */
  @Override
  public String toString() {
    return "RunLogin[" + user + "]";
  }
}
