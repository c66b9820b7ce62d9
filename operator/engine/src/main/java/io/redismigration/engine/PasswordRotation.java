package io.redismigration.engine;

import java.time.Duration;

/**
 * Tells a password that is being rotated from one that is wrong: a server that had let us in
 * refuses us, and what we read is still the old one, since the kubelet refreshes a mounted Secret
 * up to two minutes after it was changed, and somebody has to change it first. For one thread, and
 * for those who were let in before.
 */
public final class PasswordRotation {
  /**
   * The kubelet needs two minutes (sync period and cache, a minute each), whoever changes the
   * Secret may need longer. Waiting fills a spool and is told; ending costs a full sync.
   */
  public static final Duration PATIENCE = Duration.ofHours(1);

  private final String server;
  private final Duration patience;
  private boolean refused;
  private long since;

  /**
   * @param server as it is called in messages: source or target
   * @param patience how long refusals in a row are waited out
   */
  public PasswordRotation(String server, Duration patience) {
    this.server = server;
    this.patience = patience;
  }

  /**
   * The server refused the password again.
   *
   * @return what is waited for, as it is to be shown
   * @throws EngineException when this has lasted too long for a rotation
   */
  public EngineException refused(Throwable cause) {
    String remedy = "correct the value behind spec." + server + ".auth.passwordSecretRef";
    if (lasts()) {
      throw new EngineException(
          Reason.AuthenticationFailed,
          "the %s has refused the password for %d s".formatted(server, patience.toSeconds()),
          remedy + ", then retry",
          cause);
    }
    return new EngineException(
        Reason.AuthenticationFailed,
        "the " + server + " refuses the password; waiting for a new one",
        remedy,
        cause);
  }

  /** Notes that it was refused again; true when this has lasted too long for a rotation. */
  public boolean lasts() {
    long now = System.nanoTime();
    if (!refused) {
      refused = true;
      since = now;
    }
    return now - since >= patience.toNanos();
  }

  /** The server let us in, or something else is the matter: the next refusal is a new one. */
  public void over() {
    refused = false;
  }
}
